#!/usr/bin/env python3
"""A second checker for driftlora's certificates, written from docs/certificate-format.md alone.

Python's standard library, 50 decimal digits. Shares nothing with the package. Section numbers are those of the document.

    check_certificate.py PROBLEM.json CLAIM.json     prints {"valid": ..., "reasons": [...]}, exit 0 (valid), 1 (not) or 2 (no problem)
    check_certificate.py --lines                     one {"problem": ..., "claim": ...} a line on standard input, one verdict a line out
"""
import json
import math
import re
import struct
import sys
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, getcontext

getcontext().prec = 50
getcontext().Emax = 10**9
getcontext().Emin = -(10**9)
sys.setrecursionlimit(20000)

LN2 = Decimal(2).ln()
SLACK = Decimal(1.000000000001)
TOLERANCE = Decimal("1e-9")
# What 50 digits leave open, relative to the terms.
ROUNDING = Decimal("1e-38")
INF = Decimal("Infinity")
ZERO = Decimal(0)
ONE = Decimal(1)
TWO = Decimal(2)
MAX_COSTS, MAX_ADDITIONS, MAX_KEPT, MAX_NESTING = 2**25, 2**29, 2**20, 2000


def exact_sum(values):
    """Of doubles, without rounding: sums of shares are compared with each other."""
    context = getcontext()
    digits, context.prec = context.prec, 1200
    try:
        return sum(values, ZERO)
    finally:
        context.prec = digits


class Refused(Exception):
    """What is wrong with an input."""


class NoProblem(Exception):
    """The problem itself is none."""


# ---------------------------------------------------------------- reading


def number(value, where, low=None, above=None, high=None):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused(f"{where}: not a number")
    try:
        value = float(value)
    except OverflowError:
        raise Refused(f"{where}: not finite") from None
    if not math.isfinite(value):
        raise Refused(f"{where}: not finite")
    if (low is not None and value < low) or (above is not None and value <= above) or (high is not None and value > high):
        raise Refused(f"{where}: out of range")
    return value


def whole(value, where):
    found = number(value, where, low=0)
    if found != int(found) or found > 2**53 - 1:
        raise Refused(f"{where}: not a whole number")
    return int(found)


def record(value, where, keys, required=()):
    if not isinstance(value, dict):
        raise Refused(f"{where}: not an object")
    for key in value:
        if key not in keys:
            raise Refused(f"{where}: unknown key {key[:40]!r}")
    for key in required:
        if key not in value:
            raise Refused(f"{where}: {key} is missing")
    return value


def listed(value, where):
    if not isinstance(value, list):
        raise Refused(f"{where}: not a list")
    return value


def text(value, where):
    if not isinstance(value, str) or value == "":
        raise Refused(f"{where}: not a text")
    return value


DEVICE_KEYS = ("id", "share", "snrHz", "uplinkBits", "fixedDelayS", "transmitPowerW", "fixedEnergyJ",
               "energyPrice", "energyLimitJ", "value")
PROBLEM_KEYS = ("id", "tag", "bandwidthHz", "deadlineS", "maxScheduled", "minScheduled", "penaltyWeight", "penalty",
                "delayPrice", "delayKind", "maxSpectralEfficiency", "snrGap", "devices")
KINDS = ("linear", "quadratic", "inverse", "count", "fraction", "expression")


class Device:
    """One device: doubles as floats (for the fingerprint), exact values as decimals."""

    def __init__(self, raw, where):
        record(raw, where, DEVICE_KEYS, DEVICE_KEYS[:7])
        self.id = text(raw["id"], where)
        self.share_f = number(raw["share"], where + ".share", above=0, high=1)
        self.snr_f = number(raw["snrHz"], where + ".snrHz", above=0)
        self.bits_f = number(raw["uplinkBits"], where + ".uplinkBits", low=0)
        self.delay_f = number(raw["fixedDelayS"], where + ".fixedDelayS", low=0)
        self.power_f = number(raw["transmitPowerW"], where + ".transmitPowerW", low=0)
        self.energy_f = number(raw["fixedEnergyJ"], where + ".fixedEnergyJ", low=0)
        self.price_f = number(raw.get("energyPrice", 0), where + ".energyPrice", low=0)
        self.limit_f = number(raw["energyLimitJ"], where + ".energyLimitJ", low=0) if "energyLimitJ" in raw else None
        self.value_f = number(raw.get("value", 0), where + ".value", low=0)
        self.set_exact()

    def set_exact(self):
        self.share, self.snr, self.bits = Decimal(self.share_f), Decimal(self.snr_f), Decimal(self.bits_f)
        self.delay, self.power, self.energy = Decimal(self.delay_f), Decimal(self.power_f), Decimal(self.energy_f)
        self.price, self.value = Decimal(self.price_f), Decimal(self.value_f)
        self.limit = None if self.limit_f is None else Decimal(self.limit_f)


class Problem:
    def __init__(self, raw, where="problem"):
        record(raw, where, PROBLEM_KEYS, ("bandwidthHz", "penaltyWeight", "penalty", "delayPrice", "delayKind", "devices"))
        for key in ("id", "tag"):
            if key in raw and not isinstance(raw[key], str):
                number(raw[key], key)
        self.band_f = number(raw["bandwidthHz"], "bandwidthHz", above=0)
        self.deadline_f = number(raw["deadlineS"], "deadlineS", above=0) if "deadlineS" in raw else None
        self.weight_f = number(raw["penaltyWeight"], "penaltyWeight", low=0)
        self.delay_price_f = number(raw["delayPrice"], "delayPrice", low=0)
        if raw["delayKind"] not in ("synchronous", "mean"):
            raise Refused("delayKind")
        self.is_mean = raw["delayKind"] == "mean"
        self.cap_f = number(raw["maxSpectralEfficiency"], "maxSpectralEfficiency", above=0) if "maxSpectralEfficiency" in raw else None
        self.gap_f = number(raw.get("snrGap", 0), "snrGap", low=0, high=300)
        self.devices = [Device(d, f"devices[{i}]") for i, d in enumerate(listed(raw["devices"], "devices"))]
        if not self.devices:
            raise Refused("devices: none")
        self.place = {d.id: k for k, d in enumerate(self.devices)}
        if len(self.place) != len(self.devices):
            raise Refused("devices: an id twice")
        if sum(d.share_f for d in self.devices) > 1 + 1e-9:
            raise Refused("devices: shares sum to more than 1")
        self.least = whole(raw["minScheduled"], "minScheduled") if "minScheduled" in raw else 0
        self.most = whole(raw["maxScheduled"], "maxScheduled") if "maxScheduled" in raw else None
        if self.most is not None and self.least > self.most:
            raise Refused("minScheduled above maxScheduled")
        self.read_penalty(raw["penalty"])
        self.set_exact()

    def read_penalty(self, raw):
        record(raw, "penalty", ("kind", "cap", "values", "constant", "numerators", "phi"), ("kind",))
        self.kind = raw["kind"]
        fields = {"linear": (), "quadratic": (), "inverse": ("cap",), "count": ("values",), "fraction": ("cap", "constant", "numerators"),
                  "expression": ("phi", "cap")}
        if self.kind not in fields:
            raise Refused("penalty.kind")
        record(raw, "penalty", ("kind",) + fields[self.kind], fields[self.kind])
        self.penalty_numbers = []
        if self.kind == "inverse":
            self.penalty_numbers = [number(raw["cap"], "cap", low=0)]
        elif self.kind == "count":
            self.penalty_numbers = [number(v, "values") for v in listed(raw["values"], "values")]
            if len(self.penalty_numbers) != len(self.devices) + 1:
                raise Refused("penalty.values: one for each n = 0..K")
            self.values = [Decimal(v) for v in self.penalty_numbers]
        elif self.kind == "fraction":
            record(raw["numerators"], "numerators", self.place, tuple(self.place))
            found = {i: number(v, "numerators") for i, v in raw["numerators"].items()}
            ordered = sorted(found, key=lambda i: i.encode("utf-16-be", "surrogatepass"))
            self.penalty_numbers = [number(raw["cap"], "cap"), number(raw["constant"], "constant")] + [found[i] for i in ordered]
            self.constant = Decimal(self.penalty_numbers[1])
            self.numerators = [Decimal(found[d.id]) for d in self.devices]
        elif self.kind == "expression":
            phi = text(raw["phi"], "penalty.phi")
            self.formula = formula_of(phi)
            if min(d.share_f for d in self.devices) < LEAST_X:
                raise Refused("devices: a share below 1e-16, with an expression")
            units = phi.encode("utf-16-be", "surrogatepass")
            codes = [float(256 * a + b) for a, b in zip(units[::2], units[1::2])]
            self.penalty_numbers = [number(raw["cap"], "cap", low=0), float(len(codes))] + codes
        if self.kind in ("inverse", "fraction", "expression"):
            self.nobody = Decimal(self.penalty_numbers[0])
        else:
            self.nobody = self.values[0] if self.kind == "count" else ONE

    def set_exact(self):
        self.band, self.weight = Decimal(self.band_f), Decimal(self.weight_f)
        self.delay_price = Decimal(self.delay_price_f)
        self.tau_price = ZERO if self.is_mean else self.delay_price
        self.deadline = None if self.deadline_f is None else Decimal(self.deadline_f)
        self.cap = INF if self.cap_f is None else Decimal(self.cap_f)
        self.band_slack = self.band * SLACK
        gain = ONE if self.gap_f == 0 else Decimal(10) ** (Decimal(self.gap_f) / 10)
        for d in self.devices:
            d.gamma = d.snr / gain
            mean = self.delay_price * d.share if self.is_mean else ZERO
            d.fixed = d.price * d.energy + mean * d.delay - d.value
            d.sending = (d.price * d.power + mean) * d.bits
            d.longest = INF  # z of 4.2; negative: cannot take part
            if self.deadline is not None:
                d.longest = (self.deadline - d.delay) * SLACK
            if d.limit is not None:
                if d.limit < d.energy:
                    d.longest = -ONE
                elif d.power > 0:
                    d.longest = min(d.longest, (d.limit - d.energy) / d.power * SLACK)
        self.least_share = min(d.share for d in self.devices)

    def phi(self, scheduled, x):
        n = len(scheduled)
        if n == 0:
            return self.nobody
        if self.kind == "linear":
            return 1 - x
        if self.kind == "quadratic":
            return (1 - x) ** 2
        if self.kind == "inverse":
            return (1 - x) / x
        if self.kind == "count":
            return self.values[n]
        if self.kind == "expression":
            low, high = self.formula.over(x)
            return (low + high) / 2
        return (self.constant + sum((self.numerators[k] for k in scheduled), ZERO)) / x - self.constant

    def worst(self):
        """Section 9: W times at least phi of every schedule."""
        if self.kind == "inverse":
            most = max(self.nobody, 1 / self.least_share)
        elif self.kind == "count":
            most = max(self.values)
        elif self.kind == "expression":
            most = max(self.nobody, self.formula.over(self.least_share)[1])
        elif self.kind == "fraction":
            top = self.constant + sum((max(ZERO, n) for n in self.numerators), ZERO)
            most = max(self.nobody, top / (self.least_share if top >= 0 else Decimal("1.00000001")) - self.constant)
        else:
            most = ONE
        return self.weight * most if most >= 0 else ZERO


# ---------------------------------------------------------------- 4.6: own formulas
# Intervals are pairs of decimals, rounded outwards by two contexts.

LEAST_X = 1e-16
LARGEST = Decimal(sys.float_info.max)
DOWN = Context(prec=50, rounding=ROUND_FLOOR, Emax=10**9, Emin=-(10**9), traps=[])
UP = Context(prec=50, rounding=ROUND_CEILING, Emax=10**9, Emin=-(10**9), traps=[])
TOKEN = re.compile(r" *(?:((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|([A-Za-z_][A-Za-z0-9_]*)|([^ ]))", re.S)


class Undefined(Exception):
    """Something is not defined, or not known to be, somewhere in an interval."""


def read_formula(phi):
    """A tree of tuples; the grammar stands in section 4.6."""
    if len(phi.encode("utf-16-be", "surrogatepass")) > 400:
        raise Refused("penalty.phi: more than 200 characters")
    tokens = [(m[0].lstrip(" "), "number" if m[1] else "word" if m[2] else "sign") for m in TOKEN.finditer(phi)] + [("", "end")]
    place, nesting = 0, 0

    def refuse():
        raise Refused(f"penalty.phi: {tokens[place][0][:40]!r}")

    def take(*signs):
        nonlocal place
        if tokens[place][1] != "sign" or tokens[place][0] not in signs:
            return None
        place += 1
        return tokens[place - 1][0]

    def nested(read):
        nonlocal nesting
        nesting += 1
        if nesting > 40:
            raise Refused("penalty.phi: nested more than 40 deep")
        found = read()
        nesting -= 1
        return found

    def total():
        left = product()
        while sign := take("+", "-"):
            right = product()
            left = ("missing",) if sign == "-" and left == ("number", 1.0) and right == ("x",) else (sign, left, right)
        return left

    def product():
        left = signed()
        while sign := take("*", "/"):
            left = (sign, left, signed())
        return left

    def signed():
        sign = take("+", "-")
        if sign is None:
            return power()
        of = nested(signed)
        return ("negate", of) if sign == "-" else of

    def power():
        of = atom()
        if take("^") is None:
            return of
        sign = take("+", "-")
        exponent = constant(atom())
        if exponent is None or abs(exponent) > 100 or take("^"):
            refuse()
        return ("power", of, -exponent if sign == "-" else exponent)

    def atom():
        nonlocal place
        word, kind = tokens[place]
        if kind == "number" and math.isfinite(float(word)):
            place += 1
            return ("number", float(word))
        if kind == "word" and word == "x":
            place += 1
            return ("x",)
        if kind == "word" and word in ("exp", "log", "sqrt"):
            place += 1
            return (word, inside())
        return inside() if word == "(" else refuse()

    def inside():
        if take("(") is None:
            refuse()
        of = nested(total)
        if take(")") is None:
            refuse()
        return of

    found = total()
    if tokens[place][1] != "end":
        refuse()
    return found


def constant(term):
    """What double arithmetic makes of numbers: an exponent."""
    op = term[0]
    if op == "number":
        return term[1]
    if op == "negate":
        of = constant(term[1])
        return None if of is None else -of
    if op not in ("+", "-", "*", "/"):
        return None
    a, b = constant(term[1]), constant(term[2])
    if a is None or b is None or (op == "/" and b == 0):
        return None
    found = a + b if op == "+" else a - b if op == "-" else a * b if op == "*" else a / b
    return found if math.isfinite(found) else None


def i_add(a, b):
    return DOWN.add(a[0], b[0]), UP.add(a[1], b[1])


def i_neg(a):
    return -a[1], -a[0]


def i_mul(a, b):
    ends = [(p, q) for p in a for q in b]
    # An infinite end is never reached: 0 times it is 0.
    return (min(ZERO if p == 0 or q == 0 else DOWN.multiply(p, q) for p, q in ends),
            max(ZERO if p == 0 or q == 0 else UP.multiply(p, q) for p, q in ends))


def i_div(a, b):
    if not (b[0] > 0 or b[1] < 0):
        raise Undefined
    return min(DOWN.divide(p, q) for p in a for q in b), max(UP.divide(p, q) for p in a for q in b)


def i_exp(a):
    if a[1] > 10**6:
        raise Undefined
    return (ONE if a[0] == 0 else max(ZERO, DOWN.exp(a[0]).next_minus(DOWN)), ONE if a[1] == 0 else UP.exp(a[1]).next_plus(UP))


def i_log(a):
    if not a[0] > 0:
        raise Undefined
    return ZERO if a[0] == 1 else DOWN.ln(a[0]).next_minus(DOWN), ZERO if a[1] == 1 else UP.ln(a[1]).next_plus(UP)


def i_whole(a, n):
    if n < 0:
        return i_div((ONE, ONE), i_whole(a, -n))
    if n == 0:
        return ONE, ONE

    def raised(v, context):
        found = ONE
        for _ in range(n):
            found = context.multiply(found, v)
        return found

    least, most = sorted((abs(a[0]), abs(a[1])))
    if a[0] >= 0:
        return raised(least, DOWN), raised(most, UP)
    if n % 2 == 0:
        return (raised(least, DOWN) if a[1] <= 0 else ZERO), raised(most, UP)
    return -raised(-a[0], UP), raised(a[1], UP) if a[1] > 0 else -raised(-a[1], DOWN)


def i_real(a, p):
    """a^p for every p of an interval, a >= 0; infinite above where a may be 0 and p is below 0."""
    if not a[0] >= 0:
        raise Undefined

    def at(v, q):
        if v == 0:
            return (ZERO, ZERO) if q > 0 else (INF, INF) if q < 0 else (ONE, ONE)
        if q == q.to_integral_value() and abs(q) <= 200:
            return i_whole((v, v), int(q))
        return i_exp(i_mul((q, q), i_log((v, v))))

    found = [at(v, q) for v in a for q in p]
    return min(LARGEST, min(f[0] for f in found)), max(f[1] for f in found)


def jet(term, x):
    """Enclosures of the value, the slope and the curvature over x = (least, most)."""
    op, zero = term[0], (ZERO, ZERO)
    if op == "number":
        return (Decimal(term[1]),) * 2, zero, zero
    if op == "x":
        return x, (ONE, ONE), zero
    if op == "missing":
        return (DOWN.subtract(ONE, x[1]), UP.subtract(ONE, x[0])), (-ONE, -ONE), zero
    a, a1, a2 = jet(term[1], x)
    if op == "negate":
        return i_neg(a), i_neg(a1), i_neg(a2)
    if op == "exp":
        e = i_exp(a)
        return e, i_mul(e, a1), i_mul(e, i_add(a2, i_whole(a1, 2)))
    if op == "log":
        d = i_div(a1, a)
        return i_log(a), d, i_add(i_div(a2, a), i_neg(i_whole(d, 2)))
    if op in ("sqrt", "power"):
        return power_jet(a, a1, a2, 0.5 if op == "sqrt" else term[2])
    b, b1, b2 = jet(term[2], x)
    two = (TWO, TWO)
    if op in "+-":
        b, b1, b2 = (b, b1, b2) if op == "+" else (i_neg(b), i_neg(b1), i_neg(b2))
        return i_add(a, b), i_add(a1, b1), i_add(a2, b2)
    if op == "*":
        return (i_mul(a, b), i_add(i_mul(a1, b), i_mul(a, b1)),
                i_add(i_add(i_mul(a2, b), i_mul(a, b2)), i_mul(two, i_mul(a1, b1))))
    q = i_div(a, b)
    d = i_div(i_add(a1, i_neg(i_mul(q, b1))), b)
    rest = i_add(i_add(a2, i_neg(i_mul(two, i_mul(d, b1)))), i_neg(i_mul(q, b2)))
    return q, d, i_div(rest, b)


def power_jet(a, a1, a2, exponent):
    p = Decimal(exponent)
    whole_p = exponent == int(exponent)
    if not whole_p and not (a[0] > 0 or (p > 1 and a[0] == 0)):
        raise Undefined

    def raised(by):
        if whole_p:
            return i_whole(a, int(p) - by)
        return i_real(a, (DOWN.subtract(p, Decimal(by)), UP.subtract(p, Decimal(by))))

    def times(factor, by):
        return (ZERO, ZERO) if factor == (ZERO, ZERO) else i_mul(factor, raised(by))

    less = (DOWN.subtract(p, ONE), UP.subtract(p, ONE))
    first, second = times((p, p), 1), times(i_mul((p, p), less), 2)
    return raised(0), i_mul(first, a1), i_add(i_mul(second, i_whole(a1, 2)), i_mul(first, a2))


class Formula:
    """A formula that is proven to be convex and not to rise on [1e-16, 1]."""

    def __init__(self, phi):
        self.term = read_formula(phi)
        self.tangents = {}
        self.require_convex()
        self.slope_at_one = self.tangent(ONE)[2]
        if not self.slope_at_one[1] <= 0:
            raise Refused("penalty.phi: rises at x = 1")

    def finite(self, x):
        try:
            found = jet(self.term, (x, x))
        except (Undefined, ArithmeticError):
            raise Refused(f"penalty.phi: is not finite at x = {x:.6g}") from None
        if not all(abs(end) <= LARGEST for pair in found[:2] for end in pair):
            raise Refused(f"penalty.phi: is not finite at x = {x:.6g}")
        return found

    def require_convex(self):
        pieces = [(Decimal(LEAST_X), ONE)]
        for x in pieces[0]:
            self.finite(x)
        for a, b in pieces:
            try:
                if jet(self.term, (a, b))[2][0] >= 0:
                    continue
            except (Undefined, ArithmeticError):
                pass
            middle = (a * b).sqrt() if b > 2 * a else (a + b) / 2
            if self.finite(middle)[2][1] < 0 or len(pieces) >= 2048:
                raise Refused(f"penalty.phi: is not known to be convex at x = {middle:.6g}")
            pieces += [(a, middle), (middle, b)]

    def over(self, x):
        x = min(x, ONE)
        return jet(self.term, (x, x))[0]

    def tangent(self, x):
        value, slope, _ = jet(self.term, (x, x))
        return x, value, slope

    def place(self, wanted):
        """About where the slope is `wanted`: by halving, then Newton. Any place would do."""
        if not wanted < self.slope_at_one[0]:
            return ONE
        low, high = Decimal(LEAST_X), ONE
        if not wanted > self.tangent(low)[2][1]:
            return low
        context = getcontext()
        digits, context.prec = context.prec, 20
        try:
            x = Decimal("0.1")
            for turn in range(60):
                _, slope, curvature = jet(self.term, (x, x))
                low, high = (x, high) if slope[0] < wanted else (low, x)
                try:
                    step = (wanted / slope[0]).ln() * slope[0] / (curvature[0] * x)
                    moved = x * step.exp()
                except ArithmeticError:
                    moved = low
                if not low < moved < high or turn % 8 == 7:
                    moved = (low * high).sqrt() if high > 2 * low else (low + high) / 2
                done, x = abs(moved - x) <= Decimal("1e-12") * x, moved
                if done:
                    break
        finally:
            context.prec = digits
        for _ in range(2):
            _, slope, curvature = jet(self.term, (x, x))
            if 0 < curvature[0] < INF:
                x = min(max(x - (slope[0] - wanted) / curvature[0], low), high)
        return x

    def share_term(self, weight, sigma, least, most):
        """At most W phi + sigma x for x from least to most: phi lies above its tangents; from 1 on it stays what it is."""
        if weight == 0:
            return min(sigma * least, sigma * most)
        wanted = -sigma / weight
        if wanted not in self.tangents:
            if len(self.tangents) > 1000:
                self.tangents.clear()
            self.tangents[wanted] = self.tangent(self.place(wanted))
        x, value, slope = self.tangents[wanted]
        end = min(most, ONE)
        if not least <= x <= end:
            x, value, slope = self.tangent(end if x > end else min(least, ONE))
        if x == end and weight * slope[1] + sigma <= 0:
            return weight * value[0] + sigma * (end if sigma >= 0 else most)
        rest = weight * slope[0] + sigma, weight * min(slope[1], ZERO) + sigma
        turned = min(ZERO, min(rest[0], ZERO) * (most - x), max(rest[1], ZERO) * (least - x))
        return weight * value[0] + turned + sigma * x


FORMULAS = {}


def formula_of(phi):
    if phi not in FORMULAS:
        if len(FORMULAS) > 100:
            FORMULAS.clear()
        FORMULAS[phi] = Formula(phi)
    return FORMULAS[phi]


# ---------------------------------------------------------------- section 6


def fingerprint(problem):
    h, g = 0x811C9DC5, 0x9E3779B9
    devices = problem.devices
    inf = math.inf
    mean = [problem.delay_price_f * d.share_f if problem.is_mean else 0.0 for d in devices]

    def longest(d):
        if d.limit_f is None:
            return inf
        if d.limit_f - d.energy_f < 0:
            return -1.0
        return (d.limit_f - d.energy_f) / d.power_f if d.power_f > 0 else inf

    def sending(d, m):
        cost = (d.price_f * d.power_f + m) * d.bits_f
        return 0.0 if cost < 1e-280 else cost

    numbers = [float(len(devices)), problem.band_f, inf if problem.deadline_f is None else problem.deadline_f,
               float(problem.least), float(min(len(devices) if problem.most is None else problem.most, len(devices))),
               problem.weight_f, 0.0 if problem.is_mean else problem.delay_price_f, float(KINDS.index(problem.kind))]
    numbers += problem.penalty_numbers
    for column in (lambda d: d.share_f, lambda d: d.snr_f, lambda d: d.bits_f, lambda d: d.delay_f):
        numbers += [column(d) for d in devices]
    numbers += [d.price_f * d.energy_f + m * d.delay_f - d.value_f for d, m in zip(devices, mean)]
    numbers += [sending(d, m) for d, m in zip(devices, mean)]
    limits = [longest(d) for d in devices]
    if any(v != inf for v in limits):
        numbers += limits
    if problem.cap_f is not None or problem.gap_f != 0:
        numbers += [inf if problem.cap_f is None else problem.cap_f, problem.gap_f]
    numbers = [v + 0.0 for v in numbers]  # -0 is 0
    for word in struct.unpack(f"<{2 * len(numbers)}I", struct.pack(f"<{len(numbers)}d", *numbers)):
        h = (h ^ word) * 0x01000193 & 0xFFFFFFFF
        h ^= h >> 15
        g = (g + word) * 0x85EBCA6B & 0xFFFFFFFF
        g ^= g >> 13
    return f"{h:08x}{g:08x}"


# ---------------------------------------------------------------- the rate


def log1p(x):
    return x - x * x / 2 + x * x * x / 3 if x < Decimal("1e-17") else (1 + x).ln()


def excess(x, log):
    """ln(1+x) - x/(1+x)."""
    return x * x * (Decimal("0.5") - 2 * x / 3 + 3 * x * x / 4) if x < Decimal("1e-14") else log - x / (1 + x)


def shannon(gamma, b):
    """(rate, its slope) of b log2(1 + gamma/b)."""
    x = gamma / b
    log = log1p(x)
    return b * log / LN2, excess(x, log) / LN2


def rate(problem, d, b):
    if b == 0:
        return ZERO
    return min(b * problem.cap, shannon(d.gamma, b)[0])


def snr_for_rate(q):
    """x with ln(1+x)/x = q for q in (0, 1): only a place for a tangent."""
    low, high = -745.0, 745.0
    qf = float(q)
    if 1 - q < Decimal("1e-6"):
        return 2 * (1 - q) * (1 + 4 * (1 - q) / 3)
    if qf < 1e-300:
        return Decimal(-math.log(1e-300)) / q
    for _ in range(80):
        middle = (low + high) / 2
        x = math.exp(min(middle, 709))
        if math.log1p(x) / x > qf:
            low = middle
        else:
            high = middle
    x = Decimal(math.exp(min(low, 709)))
    for _ in range(2):  # Newton on ln(1+x) - q x
        x -= (log1p(x) - q * x) / (1 / (1 + x) - q)
    return x


def snr_for_trade(y):
    """x with x^2 E(x)/ln(1+x)^2 = y."""
    low, high = -700.0, 700.0
    goal = float(y.ln())
    for _ in range(80):
        middle = (low + high) / 2
        x = math.exp(middle)
        log = math.log1p(x)
        e = x * x * (0.5 - 2 * x / 3 + 0.75 * x * x) if x < 1e-4 else log - x / (1 + x)
        if e > 0 and 2 * middle + math.log(e) - 2 * math.log(log) > goal:
            high = middle
        else:
            low = middle
    return Decimal(math.exp(low))


# ---------------------------------------------------------------- 4.2 and 4.3: lines in tau


class Line:
    """value at t1, value at t2, slope (for t2 = infinity)."""

    __slots__ = ("early", "late", "slope")

    def __init__(self, early, late, slope=ZERO):
        self.early, self.late, self.slope = early, late, slope


class Least:
    """The line of 4.2 of one device on one interval; b0 = its place, None where m = 0."""

    def __init__(self, problem, d, t1, t2, t0, priced):
        self.problem, self.d, self.t1, self.t2, self.priced = problem, d, t1, t2, priced
        self.out, self.b0, self.m = False, None, Line(ZERO, ZERO)
        most = min(t2 - d.delay, d.longest)
        if most < 0:
            self.out = True
            return
        if d.bits == 0:
            return
        if most == 0 or (most < INF and rate(problem, d, problem.band_slack) * most < d.bits):
            self.out = True
            return
        if not priced:
            if most < INF:
                self.hold(most, False)
            return
        at = min(max(t0, t1), t2)
        decisive = at if (t1 < at < t2 or t2 == INF) else (t1 + t2) / 2
        if d.longest < INF and d.longest <= decisive - d.delay:
            self.hold(d.longest, False)
            return
        if at - d.delay > 0 and self.hold(at - d.delay, True):
            return
        end = t2 - d.delay
        if min(end, d.longest) < INF:
            moves = end * (1 - TOLERANCE) <= d.longest
            self.hold(end if moves else d.longest, moves)

    def hold(self, h0, moves):
        """Linearises at h0; False where the band does not suffice there."""
        problem, d = self.problem, self.d
        need = d.bits / h0
        beyond = problem.band_slack * (1 + Decimal("1e-6"))
        capped = problem.cap < INF and log1p(d.gamma / (need / problem.cap)) / LN2 >= problem.cap
        if capped:
            b0 = need / problem.cap
            if b0 > beyond:
                return False
            value, slope, r0 = b0, 1 / problem.cap, need
        else:
            q = need * LN2 / d.gamma
            if q >= 1:
                return False
            b0 = d.gamma / snr_for_rate(q)
            if b0 > beyond:
                return False
            r0, rise = shannon(d.gamma, b0)
            value, slope = b0, 1 / rise
        self.b0, self.by_cap = b0, capped

        def at(tau):
            h = tau - d.delay
            return value + (need * (2 - h / h0) - r0) * slope

        if not moves:
            m = value + (need - r0) * slope
            self.m = Line(m, m)
        elif self.t2 == INF:
            self.m = Line(at(self.t1), ZERO, -need / h0 * slope)
        else:
            self.m = Line(at(self.t1), at(self.t2))
        if not self.priced:
            self.m = Line(max(ZERO, self.m.early), ZERO)
        return True


def tangent_of_cost(problem, d, b, price, side=None):
    """(value, slope) of a line below c/r that touches it at b; at a kink one as level with the price as can be, or that of a side."""
    value, slope = ZERO, ZERO
    r, rise = shannon(d.gamma, b)
    bits = r / b
    if side == "cap":
        return d.sending / (problem.cap * b), d.sending / (problem.cap * b * b)
    if side == "shannon":
        return d.sending / r, d.sending * rise / (r * r)
    if bits <= problem.cap * (1 + Decimal("1e-12")):
        value, slope = d.sending / r, d.sending * rise / (r * r)
        if problem.cap == INF or bits < problem.cap * (1 - Decimal("1e-12")):
            return value, slope
    by_cap = d.sending / (problem.cap * b), d.sending / (problem.cap * b * b)
    if value == 0:
        return by_cap
    part = min(ONE, max(ZERO, (price - slope) / (by_cap[1] - slope))) if by_cap[1] > slope else ZERO
    return part * by_cap[0] + (1 - part) * value, part * by_cap[1] + (1 - part) * slope


def cost_line(problem, d, least, price):
    """The line of 4.3; None where the device cannot take part."""
    if least.out:
        return None
    m = least.m
    if d.sending == 0:
        return Line(d.fixed + price * m.early, d.fixed + price * m.late, price * m.slope)

    def line(b1, held):
        side = ("cap" if least.by_cap else "shannon") if held else None
        value, falls = tangent_of_cost(problem, d, b1, price, side)
        rho = price - falls
        base = d.fixed + value + price * b1
        rising = Line(base + rho * (m.early - b1), base + rho * (m.late - b1), rho * m.slope)
        constant = base + rho * (problem.band_slack - b1)
        if rho >= 0 or held:
            return rising if rho >= 0 else None
        return Line(constant, constant)

    if least.b0 is not None:
        found = line(least.b0, True)
        if found is not None:
            return found
    b1 = problem.band_slack
    if price > 0:
        free = d.gamma / snr_for_trade(price * d.gamma * d.gamma / (d.sending * LN2))
        if problem.cap < INF and log1p(d.gamma / free) / LN2 > problem.cap:
            kink = d.gamma / (TWO**problem.cap - 1)
            free = min(kink, (d.sending / (problem.cap * price)).sqrt())
        b1 = min(b1, free)
        if least.b0 is not None:
            b1 = max(b1, least.b0)
    return line(b1, False)


# ---------------------------------------------------------------- the certificate's form


def multipliers(raw, where):
    record(raw, where, ("bandwidth", "share", "count", "tauS", "ray"), ("bandwidth", "share", "count", "tauS"))
    if "ray" in raw and raw["ray"] is not True:
        raise Refused(where + ".ray")
    return (Decimal(number(raw["bandwidth"], where, low=0)), Decimal(number(raw["share"], where)),
            Decimal(number(raw["count"], where)), Decimal(number(raw["tauS"], where, low=0)), "ray" in raw)


class Tree:
    """A devices node, read and measured."""

    def __init__(self, raw):
        keys = ("split", "shared", "order", "tree", "own", "parts")
        record(raw, "node", keys, keys)
        self.shared = [multipliers(m, "shared") for m in listed(raw["shared"], "shared")]
        self.own = [multipliers(m, "own") for m in listed(raw["own"], "own")]
        self.order = [number(k, "order") for k in listed(raw["order"], "order")]
        self.tree = [number(t, "tree") for t in listed(raw["tree"], "tree")]
        self.raw_parts = listed(raw["parts"], "parts")

    def measure(self, device_count):
        pending, depth, self.depth, self.leaves, own, opened, self.used = [], 0, 0, 0, 0, 0, set()
        over = False
        for entry in self.tree:
            if over:
                raise Refused("certificate: tree goes on after everything is covered")
            if entry == -1:
                if depth >= len(self.order):
                    raise Refused("certificate: tree branches on more devices than its order names")
                pending.append(depth)
                depth += 1
                self.depth = max(self.depth, depth)
                continue
            self.leaves += 1
            if entry == -2:
                own += 1
            elif entry == -3:
                opened += 1
            elif entry == int(entry) and 0 <= entry < len(self.shared):
                self.used.add(int(entry))
            else:
                raise Refused("certificate: a tree entry without meaning")
            if pending:
                depth = pending.pop() + 1
            else:
                over = True
        if not over:
            raise Refused("certificate: tree ends early")
        if own > len(self.own) or opened > len(self.raw_parts):
            raise Refused("certificate: a leaf lacks its multipliers or its part")
        for k in self.order[: self.depth]:
            if k != int(k) or not 0 <= k < device_count:
                raise Refused("certificate: order names a device that does not exist")
        self.own_count = own


def read_node(raw, version, level=0):
    if level > MAX_NESTING:
        raise Refused("certificate: nested too deep")
    if not isinstance(raw, dict):
        raise Refused("certificate: a node is no object")
    split = raw.get("split")
    fields = {"tau": "tauS", "count": "scheduled", "participation": "share"}
    if split in fields and not (split == "participation" and version < 2):
        field = fields[split]
        record(raw, "node", ("split", field, "parts"), (field, "parts"))
        parts = listed(raw["parts"], "parts")
        if len(parts) != 2:
            raise Refused("certificate: a split has two parts")
        return split, number(raw[field], field, low=0), [read_node(part, version, level + 1) for part in parts]
    if split != "devices":
        raise Refused("certificate: an unknown split")
    tree = Tree(raw)
    return split, tree, [read_node(part, version, level + 1) for part in tree.raw_parts]


def read_certificate(raw):
    record(raw, "certificate", ("kind", "version", "problem", "chains", "root"), ("kind", "problem", "root"))
    if raw["kind"] != "covering-leaves":
        raise Refused("certificate: kind")
    version = raw.get("version", 1)
    if isinstance(version, bool) or version not in (1, 2):
        raise Refused("certificate: version")
    chains = raw.get("chains")
    if chains is not None:
        if version < 2:
            raise Refused("certificate: chains before version 2")
        chains = [[whole(k, "chains") for k in listed(c, "chains")] for c in listed(chains, "chains")]
    elif "chains" in raw:
        raise Refused("certificate: chains")
    return text(raw["problem"], "certificate.problem"), chains or [], read_node(raw["root"], version)


def measure(node, problem, chains, totals, kept):
    split, what, parts = node
    if split == "devices":
        count = len(problem.devices)
        what.measure(count)
        used = len(what.used)
        totals[0] += (used + what.own_count) * count
        per_leaf = 32 + what.depth + (count if chains else 0) + (count if problem.kind in ("count", "fraction") else 0)
        totals[1] += what.leaves * per_leaf + len(what.tree) * (1 + used)
        kept += used * (count if chains else what.depth + 1)
        if totals[0] > MAX_COSTS or totals[1] > MAX_ADDITIONS or kept > MAX_KEPT:
            raise Refused("certificate: more work than is done for any")
    for part in parts:
        measure(part, problem, chains, totals, kept)


# ---------------------------------------------------------------- section 5


def require_chains(problem, chains):
    named = set()
    total = exact_sum(d.share for d in problem.devices)
    for chain in chains:
        for place, k in enumerate(chain):
            if k >= len(problem.devices) or k in named:
                raise Refused("chains: a device that does not exist, or twice")
            named.add(k)
            if place and not dominates(problem, chain[place - 1], k, total):
                raise Refused(f"chains: device {chain[place - 1]} does not dominate {k}")


def dominates(problem, i, j, total):
    a, b = problem.devices[i], problem.devices[j]
    if a.snr < b.snr or a.bits > b.bits or a.delay > b.delay or a.value < b.value:
        return False
    context = getcontext()
    digits, context.prec = context.prec, 5000  # products of doubles are exact
    try:
        if a.price * a.energy > b.price * b.energy or a.price * a.power > b.price * b.power:
            return False
    finally:
        context.prec = digits
    if a.limit is not None and (b.limit is None or a.limit < b.limit or a.energy > b.energy or a.power > b.power):
        return False
    if problem.is_mean and problem.delay_price > 0 and a.share > b.share:
        return False
    if problem.weight == 0 or problem.kind == "count":
        return True
    if problem.kind == "fraction":
        return a.share == b.share and problem.numerators[i] <= problem.numerators[j]
    if problem.kind == "quadratic" and total > 1:
        return a.share == b.share
    return a.share >= b.share


# ---------------------------------------------------------------- section 4: the walk


class Walk:
    def __init__(self, problem, chains):
        self.problem = problem
        count = len(problem.devices)
        self.fixed = [0] * count
        self.before, self.after = [None] * count, [None] * count
        self.chained = bool(chains)
        for chain in chains:
            for one, two in zip(chain, chain[1:]):
                self.before[two], self.after[one] = one, two
        self.least_lines = {}

    def least(self, k, t1, t2, t0, priced):
        key = (k, t1 if priced else None, t2, min(max(t0, t1), t2) if priced else None)
        if key not in self.least_lines:
            if len(self.least_lines) > 400000:
                self.least_lines.clear()
            self.least_lines[key] = Least(self.problem, self.problem.devices[k], t1, t2, t0, priced)
        return self.least_lines[key]

    def bound(self, node, part):
        split, what, parts = node
        t1, t2, n1, n2, x1, x2 = part
        if split == "devices":
            return self.devices(what, parts, part)
        if split == "tau":
            t = Decimal(what)
            if not t1 <= t <= t2:
                raise Refused("certificate: a tau split outside its part")
            halves = (t1, t, n1, n2, x1, x2), (t, t2, n1, n2, x1, x2)
        elif split == "count":
            if what != int(what):
                raise Refused("certificate: a count split that is not whole")
            halves = (t1, t2, n1, min(n2, int(what)), x1, x2), (t1, t2, max(n1, int(what) + 1), n2, x1, x2)
        else:
            x = Decimal(what)
            halves = (t1, t2, n1, n2, x1, min(x2, x)), (t1, t2, n1, n2, max(x1, x), x2)
        first = self.bound(parts[0], halves[0])
        return min(first, self.bound(parts[1], halves[1]))

    def fix(self, k, side):
        """Returns (devices set, contradiction)."""
        if not self.chained:
            if self.fixed[k]:
                raise Refused("certificate: a branch on a device that is decided")
            self.fixed[k] = side
            return [k], False
        changed, next_of = [], self.before if side == 1 else self.after
        while k is not None and self.fixed[k] != side:
            if self.fixed[k]:
                return changed, True
            self.fixed[k] = side
            changed.append(k)
            k = next_of[k]
        return changed, False

    def devices(self, node, parts, part):
        least, own, opened = INF, iter(node.own), iter(parts)
        start = self.share_range(part)
        lines = {j: {} for j in node.used}
        path, void = [], 0

        def enter(side):
            nonlocal void
            changed, clash = self.fix(int(node.order[len(path)]), side)
            void += clash
            path.append((side, changed, clash))

        def leave():
            nonlocal void
            side, changed, clash = path.pop()
            void -= clash
            for k in changed:
                self.fixed[k] = 0
            return side

        for entry in node.tree:
            if entry == -1:
                enter(1)
                continue
            if entry == -3:
                child = next(opened)
                found = INF if void else self.bound(child, part)
            elif entry == -2:
                m = next(own)
                found = INF if void else self.leaf(m, part, {}, self.share_range(part))
            else:
                found = INF if void else self.leaf(node.shared[int(entry)], part, lines[int(entry)], start)
            least = min(least, found)
            while path and path[-1][0] == -1:
                leave()
            if not path:
                break
            leave()
            enter(-1)
        return least

    def share_range(self, part):
        devices = self.problem.devices
        inside = exact_sum(d.share for d, f in zip(devices, self.fixed) if f == 1)
        reach = exact_sum(d.share for d, f in zip(devices, self.fixed) if f != -1)
        least = max(inside, part[4], self.problem.least_share)
        return least, max(least, min(reach, part[5]))

    def leaf(self, m, part, lines, u_range):
        problem, devices = self.problem, self.problem.devices
        price, sigma, nu, t0, ray = m
        if problem.kind == "count":
            m = (price, ZERO, nu, t0, ray)
        t1, t2, n1, n2, x1, x2 = part
        inside = [k for k, f in enumerate(self.fixed) if f == 1]
        free = [k for k, f in enumerate(self.fixed) if f == 0]
        nobody = INF
        if not ray and n1 == 0 and not inside and x1 == 0:
            nobody = problem.weight * problem.nobody
        low, high = max(n1, len(inside), 0 if ray else 1), min(n2, len(inside) + len(free))
        x_low = max(x1, exact_sum(devices[k].share for k in inside), ZERO if ray else problem.least_share)
        x_high = min(x2, exact_sum(devices[k].share for k in inside + free))
        if low > high or x_low > x_high:
            return nobody
        priced = problem.tau_price > 0 and not ray

        def line(k):
            if k not in lines:
                least = self.least(k, t1, t2, t0, priced)
                if ray:
                    lines[k] = None if least.out else Line(price * least.m.early, ZERO)
                else:
                    lines[k] = cost_line(problem, devices[k], least, price)
            return lines[k]

        in_lines = [line(k) for k in inside]
        if None in in_lines:
            return nobody
        u1, u2 = 1 / u_range[1], 1 / u_range[0]

        def idle(k):
            d = devices[k]
            least = d.fixed + d.sending * LN2 / d.gamma + nu - m[1] * d.share
            if problem.kind == "fraction":
                least += min(problem.weight * problem.numerators[k] * u for u in (u1, u2))
            return not ray and least >= 0

        free_lines = [(k, line(k)) for k in free if not idle(k)]
        free_lines = [(k, w) for k, w in free_lines if w is not None]
        if ray:
            terms = [w.early + nu for w in in_lines] + [min(ZERO, w.early + nu) for _, w in free_lines]
            terms += [min(-nu * low, -nu * high), -price * problem.band_slack]
            size = sum((abs(v) for v in terms), ZERO)
            return INF if sum(terms, ZERO) > size * ROUNDING else -INF
        some = self.over_tau(m, part, inside, in_lines, free_lines, bool(free), (low, high, x_low, x_high), u_range)
        return min(nobody, some)

    def over_tau(self, m, part, inside, in_lines, free_lines, open_left, ranges, u_range):
        problem = self.problem
        price, sigma, nu = m[:3]
        t1, t2 = part[0], part[1]

        def at(tau, late):
            return self.at_end(m, tau, late, inside, in_lines, free_lines, open_left, ranges, u_range)

        if problem.tau_price == 0:
            return at(ZERO, False)
        latest = max([problem.devices[k].delay for k in inside] + [ZERO])
        first = at(t1, False)
        if t2 == INF:
            slope = problem.tau_price + sum((w.slope for w in in_lines), ZERO) + sum((w.slope for _, w in free_lines), ZERO)
            return first + slope * max(ZERO, latest - t1) if slope >= 0 else -INF
        last = at(t2, True)
        if latest > t1 and t2 > t1:
            first += (last - first) * min(ONE, (latest - t1) / (t2 - t1))
        return min(first, last)

    def at_end(self, m, tau, late, inside, in_lines, free_lines, open_left, ranges, u_range):
        problem, devices = self.problem, self.problem.devices
        price, sigma, nu = m[:3]
        low, high, x_low, x_high = ranges
        value = (lambda w: w.late) if late else (lambda w: w.early)
        outside = problem.tau_price * tau - price * problem.band_slack
        if not open_left:
            x = exact_sum(devices[k].share for k in inside)
            costs = sum((value(w) for w in in_lines), ZERO)
            return outside + costs + problem.weight * problem.phi(inside, x)

        def heads(counted):
            """-nu m and the nu of those who are counted, in one term: they may cancel far beyond 50 digits."""
            if problem.kind == "count":
                return min(problem.weight * problem.values[n] - nu * (n - counted) for n in range(low, high + 1))
            return min(-nu * (low - counted), -nu * (high - counted))

        def total(u):
            part = (lambda k: problem.weight * problem.numerators[k] * u) if problem.kind == "fraction" else (lambda k: ZERO)
            found, counted = outside, len(inside)
            for k, w in zip(inside, in_lines):
                found += value(w) + part(k) - sigma * devices[k].share
            for k, w in free_lines:
                own = value(w) + part(k) - sigma * devices[k].share
                if own + nu < 0:
                    found, counted = found + own, counted + 1
            return found + heads(counted)

        if problem.kind != "fraction":
            return total(ZERO) + self.share_term(sigma, max(x_low, problem.least_share), x_high)
        u1, u2 = 1 / u_range[1], 1 / u_range[0]
        c1, c2 = total(u1), total(u2)
        kappa = problem.weight * problem.constant
        ends = [kappa * u1 + sigma / u1 + c1, kappa * u2 + sigma / u2 + c2]
        if sigma > 0 and u2 > u1:
            slope = kappa + (c2 - c1) / (u2 - u1)
            best = (sigma / slope).sqrt() if slope > 0 else INF
            if u1 < best < u2:
                ends.append(slope * best + sigma / best + c1 - (c2 - c1) / (u2 - u1) * u1)
        return min(ends) - kappa

    def share_term(self, sigma, low, high):
        """4.4."""
        problem = self.problem
        weight = problem.weight
        if problem.kind == "count":
            return ZERO
        if problem.kind == "expression":
            return problem.formula.share_term(weight, sigma, low, high)
        shape = {"linear": lambda x: 1 - x, "quadratic": lambda x: (1 - x) ** 2, "inverse": lambda x: (1 - x) / x}[problem.kind]
        places = [low, high]
        if problem.kind == "quadratic" and weight > 0:
            places.append(1 - sigma / (2 * weight))
        if problem.kind == "inverse" and weight > 0 and sigma > 0:
            places.append((weight / sigma).sqrt())
        return min(weight * shape(x) + sigma * x for x in places if low <= x <= high)


def proven(problem, raw):
    """What a certificate proves (section 4)."""
    name, chains, root = read_certificate(raw)
    if name != fingerprint(problem):
        raise Refused("certificate: speaks of another problem")
    require_chains(problem, chains)
    measure(root, problem, chains, [0, 0], 0)
    return walk(problem, chains, root)


def walk(problem, chains, root):
    latest = INF if problem.deadline is None else problem.deadline * SLACK
    count = len(problem.devices)
    most = count if problem.most is None else min(problem.most, count)
    return Walk(problem, chains).bound(root, (ZERO, latest, problem.least, most, ZERO, INF))


def trivially_proven(problem):
    zero = {"bandwidth": 0, "share": 0, "count": 0, "tauS": 0}
    root = read_node({"split": "devices", "shared": [zero], "order": [], "tree": [0], "own": [], "parts": []}, 1)
    measure(root, problem, [], [0, 0], 0)
    return walk(problem, [], root)


# ---------------------------------------------------------------- sections 2 and 3: points and claims


class Point:
    def __init__(self, problem, ids, bandwidth):
        self.violations, chosen, self.energy = [], [], {}
        total, x, cost, self.worst, mean, size = ZERO, ZERO, ZERO, ZERO, ZERO, ZERO
        for i in ids:
            if i not in problem.place or problem.place[i] in chosen or i not in bandwidth:
                self.violations.append(f"point: {i[:40]!r} is unknown, twice, or without bandwidth")
                continue
            chosen.append(problem.place[i])
            d = problem.devices[problem.place[i]]
            b = Decimal(bandwidth[i])
            r = rate(problem, d, b)
            if d.bits > 0 and r == 0:
                self.violations.append(f"point: {i[:40]!r} has no bandwidth to send with")
                continue
            sends = d.bits / r if d.bits > 0 else ZERO
            delay, energy = d.delay + sends, d.energy + d.power * sends
            if problem.deadline is not None and (d.delay > problem.deadline or sends > (problem.deadline - d.delay) * SLACK):
                self.violations.append(f"point: {i[:40]!r} violates the deadline")
            if d.limit is not None and (d.energy > d.limit or d.power * sends > (d.limit - d.energy) * SLACK):
                self.violations.append(f"point: {i[:40]!r} violates its energy limit")
            total, x = total + b, x + d.share
            cost += d.price * energy - d.value
            size += d.price * energy + d.value
            self.worst, mean = max(self.worst, delay), mean + d.share * delay
            self.energy[i] = energy
        if set(bandwidth) - set(ids):
            self.violations.append("point: bandwidth for somebody who is not scheduled")
        if total > problem.band_slack:
            self.violations.append("point: violates the band")
        if len(ids) < problem.least or (problem.most is not None and len(ids) > problem.most):
            self.violations.append("point: number scheduled")
        self.delay = mean if problem.is_mean else self.worst
        penalty = problem.weight * problem.phi(chosen, x)
        self.objective = penalty + problem.delay_price * self.delay + cost
        self.width = ROUNDING * (abs(penalty) + problem.delay_price * self.delay + size)
        if not self.objective.is_finite() or abs(self.objective) > Decimal(sys.float_info.max):
            self.violations.append("point: its objective is beyond the range of numbers")


def read_decision(raw, where):
    ids = [text(i, where) for i in listed(raw["scheduled"], where)]
    if not isinstance(raw["bandwidthHz"], dict):
        raise Refused(where + ": bandwidthHz")
    return ids, {i: number(b, where, low=0) for i, b in raw["bandwidthHz"].items()}


def per_device(raw, where, ids):
    if not isinstance(raw, dict) or set(raw) != set(ids):
        raise Refused(where + ": one number for every scheduled device")
    return {i: Decimal(number(v, where, low=0)) for i, v in raw.items()}


def differs(claimed, found):
    return abs(Decimal(claimed) - found) > TOLERANCE * abs(found)


OWN_ROUNDING = Decimal("1e-45")


def judge_numbers(status, objective, bound, point_objective, width, found):
    low, high = point_objective - width, point_objective + width
    tol = TOLERANCE * max(abs(low), abs(high)) + 4 * (high - low)
    reasons = []
    if not low - tol <= objective <= high + tol:
        reasons.append(f"objective: claimed {objective:.17g}, recomputed {point_objective:.17g}")
    if bound > high + tol:
        reasons.append("bound: above the point")
    # A claim may be the bound itself, to the last digit: what 50 digits round is not held against it.
    if not bound <= found + tol + (OWN_ROUNDING * abs(found) if found.is_finite() else ZERO):
        reasons.append(f"bound: claimed {bound:.17g}, proven is {found:.17g}")
    if status == "optimal":
        if not found >= high - tol:
            reasons.append(f"certificate: proves {found:.17g}, below the objective {point_objective:.17g}")
        if bound < low - tol:
            reasons.append("bound: leaves a gap, yet the status is optimal")
    return reasons


STATUS_KEYS = ("id", "tag", "status", "objective", "bound", "gap", "scheduled", "bandwidthHz", "delayS", "energyJ",
               "stopped", "certificate", "stats")
STOPS = ("time-limit", "node-limit", "method")


def judge_round(problem, raw):
    if not isinstance(raw, dict):
        raise Refused("claim: not an object")
    if "status" not in raw:
        record(raw, "claim", ("id", "tag", "scheduled", "bandwidthHz"), ("scheduled", "bandwidthHz"))
        ids, bandwidth = read_decision(raw, "claim")
        per_device(raw["bandwidthHz"], "bandwidthHz", ids)
        return Point(problem, ids, bandwidth).violations
    record(raw, "claim", STATUS_KEYS)
    status = raw["status"]
    if status not in ("optimal", "infeasible", "feasible", "unknown"):
        raise Refused("claim: status")
    if "stats" in raw:
        read_stats(raw["stats"])
    if status in ("feasible", "unknown") and raw.get("stopped") not in STOPS:
        raise Refused("claim: stopped")
    if status == "unknown":
        return []
    if status == "infeasible":
        found = proven(problem, raw.get("certificate"))
        return [] if found == INF else ["certificate: does not prove infeasibility"]
    if status == "optimal" and "certificate" not in raw:
        raise Refused("claim: certificate is missing")
    record(raw, "claim", STATUS_KEYS, ("objective", "bound", "gap", "scheduled", "bandwidthHz", "delayS", "energyJ"))
    ids, bandwidth = read_decision(raw, "claim")
    per_device(raw["bandwidthHz"], "bandwidthHz", ids)
    energies = per_device(raw["energyJ"], "energyJ", ids)
    objective, bound = (Decimal(number(raw[key], key)) for key in ("objective", "bound"))
    gap, delay = (Decimal(number(raw[key], key, low=0)) for key in ("gap", "delayS"))
    if "certificate" in raw:
        read_certificate(raw["certificate"])
    point = Point(problem, ids, bandwidth)
    if point.violations:
        return point.violations
    reasons = []
    if differs(delay, point.delay):
        reasons.append("delayS")
    reasons += [f"energyJ.{i[:40]}" for i in ids if differs(energies[i], point.energy[i])]
    real = max(ZERO, objective - bound) / max(abs(objective), abs(bound)) if objective > bound else ZERO
    if abs(gap - real) > Decimal("1e-12") + TOLERANCE * real:
        reasons.append("gap")
    found = proven(problem, raw["certificate"]) if "certificate" in raw else -INF
    if not found >= bound:
        found = max(found, trivially_proven(problem))
    return reasons + judge_numbers(status, objective, bound, point.objective, point.width, found)


def read_stats(raw):
    record(raw, "stats", ("solver", "nodes", "allocations", "segmentError", "modelStatus"), ("solver", "nodes", "allocations"))
    text(raw["solver"], "stats")
    whole(raw["nodes"], "stats")
    whole(raw["allocations"], "stats")


# ---------------------------------------------------------------- section 9: horizons


class Horizon:
    def __init__(self, raw):
        record(raw, "problem", ("rounds", "budget", "balance"), ("rounds", "budget"))
        self.raw_rounds = listed(raw["rounds"], "rounds")
        if not self.raw_rounds:
            raise Refused("rounds: none")
        self.rounds = []
        for one in self.raw_rounds:
            if isinstance(one, dict) and "emptyPenalty" in one:
                record(one, "round", ("emptyPenalty",))
                self.rounds.append(Decimal(number(one["emptyPenalty"], "emptyPenalty")))
                continue
            problem = Problem(one)
            if problem.delay_price != 0 or any(d.price != 0 or d.limit is not None for d in problem.devices):
                raise Refused("round: prices and limits are the budget's")
            self.rounds.append(problem)
        budget = record(raw["budget"], "budget", ("delayS", "energyJ"))
        self.delay = Decimal(number(budget["delayS"], "delayS", above=0)) if "delayS" in budget else None
        energies = budget.get("energyJ", {})
        if not isinstance(energies, dict):
            raise Refused("budget.energyJ")
        self.energy = {i: Decimal(number(v, "energyJ", above=0)) for i, v in energies.items()}
        self.weight, self.shares = None, {}
        if "balance" in raw:
            self.read_balance(raw["balance"])

    def read_balance(self, raw):
        record(raw, "balance", ("weight", "shares"), ("weight", "shares"))
        self.weight = Decimal(number(raw["weight"], "balance.weight", above=0))
        if not isinstance(raw["shares"], dict):
            raise Refused("balance.shares")
        shares = {i: number(v, "balance.shares", above=0, high=1) for i, v in raw["shares"].items()}
        if abs(sum(shares.values()) - 1) > 1e-9:
            raise Refused("balance.shares: their sum is not 1")
        self.shares = {i: Decimal(v) for i, v in shares.items()}
        for one in self.rounds:
            if isinstance(one, Problem):
                if one.kind != "inverse":
                    raise Refused("round: its penalty is not inverse, with a balance")
                if any(shares.get(d.id) != d.share_f for d in one.devices):
                    raise Refused("round: a share that is not the balance's")

    def imbalance(self, decisions):
        """chi, and the size of the terms it is the difference of."""
        inverses, heard = {i: ZERO for i in self.shares}, 0
        for one, (ids, _) in zip(self.rounds, decisions):
            known = [] if isinstance(one, Decimal) else [i for i in dict.fromkeys(ids) if i in one.place]
            if not known:
                continue
            heard += 1
            x = sum((self.shares[i] for i in known), ZERO)
            for i in known:
                inverses[i] += 1 / x
        apart = {i: u - heard for i, u in inverses.items()}
        sizes = {i: u + heard for i, u in inverses.items()}
        return tuple(sum((self.shares[i] * v * v for i, v in terms.items()), ZERO) for terms in (apart, sizes))


def debt_fraction(problem, debts):
    """W (1 - x)/x + (sum of the scheduled devices' prices of debts)/x, as a fraction of weight 1."""
    cap = min(problem.weight_f * problem.penalty_numbers[0], sys.float_info.max)
    ids = sorted(problem.place, key=lambda i: i.encode("utf-16-be", "surrogatepass"))
    problem.kind = "fraction"
    problem.penalty_numbers = [cap, problem.weight_f] + [debts[i] for i in ids]
    problem.constant, problem.nobody = Decimal(problem.weight_f), Decimal(cap)
    problem.numerators = [Decimal(debts[d.id]) for d in problem.devices]
    problem.weight_f = 1.0


def debt_proof(problem, debts, delay_price, prices, proof):
    """What a proof says of the round with prices of debts, less what that round may lie above its part."""
    weight, numbers, exact_cap = problem.weight_f, problem.penalty_numbers, problem.weight * problem.nobody
    offset = sum((Decimal(v) for v in debts.values()), ZERO)
    debt_fraction(problem, debts)
    offset = max(offset, problem.nobody - exact_cap)
    priced(problem, delay_price, prices)
    found = proven(problem, proof)
    problem.kind, problem.weight_f, problem.penalty_numbers = "inverse", weight, numbers
    problem.nobody = Decimal(numbers[0])
    return found if found == INF else found - offset


def priced(problem, delay_price, prices):
    problem.delay_price_f = delay_price
    for d in problem.devices:
        d.price_f = prices.get(d.id, 0.0)
        d.set_exact()
    problem.set_exact()


def proven_horizon(horizon, raw):
    record(raw, "certificate", ("kind", "prices", "rounds"), ("kind", "prices", "rounds"))
    if raw["kind"] != "priced-rounds":
        raise Refused("certificate: kind")
    record(raw["prices"], "prices", ("delayPrice", "energyPrice", "debtPrice"), ("delayPrice", "energyPrice"))
    delay_price = number(raw["prices"]["delayPrice"], "delayPrice", low=0)
    if not isinstance(raw["prices"]["energyPrice"], dict):
        raise Refused("certificate: energyPrice")
    prices = {i: number(v, "energyPrice", low=0) for i, v in raw["prices"]["energyPrice"].items()}
    debts = None
    if "debtPrice" in raw["prices"]:
        if not isinstance(raw["prices"]["debtPrice"], dict):
            raise Refused("certificate: debtPrice")
        debts = {i: number(v, "debtPrice") for i, v in raw["prices"]["debtPrice"].items()}
    if set(debts or {}) != set(horizon.shares) or (debts is None) != (horizon.weight is None):
        raise Refused("certificate: not one price of a debt for every device of the balance")
    proofs = listed(raw["rounds"], "rounds")
    for proof in proofs:
        if proof is not None:
            read_certificate(proof)
    if (delay_price != 0 and horizon.delay is None) or any(v != 0 and i not in horizon.energy for i, v in prices.items()):
        raise Refused("certificate: a price without a budget")
    if len(proofs) != len(horizon.rounds):
        raise Refused("certificate: not one proof a round")
    worth = Decimal(delay_price) * (horizon.delay or ZERO) * SLACK
    worth += sum((Decimal(prices.get(i, 0.0)) * joules * SLACK for i, joules in horizon.energy.items()), ZERO)
    worst, busy = ZERO, 0
    if debts is not None:
        worth += sum((Decimal(v) ** 2 / (4 * horizon.weight * horizon.shares[i]) for i, v in debts.items()), ZERO)
        busy = sum(1 for one in horizon.rounds if isinstance(one, Problem))
        worst = horizon.weight * sum((busy * busy / share for share in horizon.shares.values()), ZERO)
    total, empty, size = -worth, False, worth
    for one, proof in zip(horizon.rounds, proofs):
        if isinstance(one, Decimal):
            total, worst, size = total + one, worst + one, size + abs(one)
            continue
        if proof is None:
            raise Refused("certificate: a round without proof")
        plain = one.worst()
        if debts is None:
            priced(one, delay_price, prices)
            found = proven(one, proof)
        else:
            found = debt_proof(one, debts, delay_price, prices, proof)
        priced(one, 0.0, {})
        worst += plain
        if found == INF:
            empty = True
        else:
            total += found
            size += abs(found)
    return INF if empty or total - worst > ROUNDING * (size + abs(worst)) else total


def judge_horizon(horizon, raw):
    if not isinstance(raw, dict):
        raise Refused("claim: not an object")
    record(raw, "claim", ("status", "bound", "certificate", "schedule"), ("status", "certificate"))
    if raw["status"] not in ("bounded", "infeasible"):
        raise Refused("claim: status")
    found = proven_horizon(horizon, raw["certificate"])
    if raw["status"] == "infeasible":
        return [] if found == INF else ["certificate: does not prove infeasibility"]
    bound = Decimal(number(raw.get("bound"), "bound"))
    if "schedule" not in raw:
        return [] if found == INF or bound <= found + TOLERANCE * abs(found) else ["bound: not proven"]
    schedule = record(raw["schedule"], "schedule", ("rounds", "objective", "delayS", "energyJ"), ("rounds", "objective", "delayS", "energyJ"))
    decisions = [read_decision(record(r, "round", ("scheduled", "bandwidthHz"), ("scheduled", "bandwidthHz")), "round")
                 for r in listed(schedule["rounds"], "rounds")]
    reasons = []
    if len(decisions) != len(horizon.rounds):
        return ["point: not one decision a round"]
    objective, delay, width, energy = ZERO, ZERO, ZERO, {}
    for one, (ids, bandwidth) in zip(horizon.rounds, decisions):
        if isinstance(one, Decimal):
            objective, width = objective + one, width + abs(one) * ROUNDING
            if ids or bandwidth:
                reasons.append("point: somebody in an idle round")
            continue
        point = Point(one, ids, bandwidth)
        reasons += point.violations
        objective, delay, width = objective + point.objective, delay + point.delay, width + point.width
        for i, joules in point.energy.items():
            energy[i] = energy.get(i, ZERO) + joules
    if horizon.weight is not None:
        chi, terms = horizon.imbalance(decisions)
        objective, width = objective + horizon.weight * chi, width + horizon.weight * terms * ROUNDING
    if horizon.delay is not None and delay > horizon.delay * SLACK:
        reasons.append("point: overspends delay")
    reasons += [f"point: overspends {i[:40]}" for i, joules in horizon.energy.items() if energy.get(i, ZERO) > joules * SLACK]
    claimed = Decimal(number(schedule["objective"], "objective"))
    reasons += judge_numbers("feasible", claimed, bound, objective, width, found)
    if differs(number(schedule["delayS"], "delayS", low=0), delay):
        reasons.append("delayS")
    if not isinstance(schedule["energyJ"], dict):
        raise Refused("schedule.energyJ")
    told = {i: Decimal(number(v, "energyJ", low=0)) for i, v in schedule["energyJ"].items()}
    reasons += [f"energyJ.{i[:40]}" for i in set(told) | set(energy) if differs(told.get(i, ZERO), energy.get(i, ZERO))]
    return reasons


# ---------------------------------------------------------------- the doors


def judge(raw_problem, raw_claim):
    """The reasons why a claim is not valid; empty where it is. Raises NoProblem."""
    try:
        is_horizon = isinstance(raw_problem, dict) and "rounds" in raw_problem
        problem = Horizon(raw_problem) if is_horizon else Problem(raw_problem)
    except Refused as refused:
        raise NoProblem(str(refused)) from None
    try:
        return judge_horizon(problem, raw_claim) if is_horizon else judge_round(problem, raw_claim)
    except Refused as refused:
        return [str(refused)]
    except RecursionError:
        return ["claim: nested too deep"]


def verdict(raw_problem, raw_claim):
    try:
        reasons = judge(raw_problem, raw_claim)
    except NoProblem as error:
        return {"valid": False, "reasons": [f"problem: {error}"], "problem": False}
    return {"valid": not reasons, "reasons": reasons}


def main(arguments):
    if arguments == ["--lines"]:
        for line in sys.stdin:
            try:
                both = json.loads(line)
            except RecursionError:
                print(json.dumps({"valid": False, "reasons": ["claim: nested too deep"]}), flush=True)
                continue
            print(json.dumps(verdict(both["problem"], both["claim"])), flush=True)
        return 0
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as problem, open(arguments[1], encoding="utf-8") as claim:
            found = verdict(json.load(problem), json.load(claim))
    except RecursionError:
        found = {"valid": False, "reasons": ["claim: nested too deep"]}
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0 if found["valid"] else (2 if found.get("problem") is False else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
