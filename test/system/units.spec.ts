import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { acceptedUnits, type Dimension, parseQuantity } from '../../src/system/units.js';

describe('parseQuantity', () => {
  it.each<[string, Dimension, number]>([
    ['10 MHz', 'frequency', 10e6],
    ['3.5GHz', 'frequency', 3.5e9],
    ['  2 kHz ', 'frequency', 2e3],
    ['1.5 s', 'time', 1.5],
    ['20 ms', 'time', 0.02],
    ['2 h', 'time', 7200],
    ['0.25 km', 'length', 250],
    ['0 dBm', 'power', 1e-3],
    ['30 dBm', 'power', 1],
    ['3 dBW', 'power', 1.9952623149688795],
    ['200 mW', 'power', 0.2],
    ['5 mJ', 'energy', 5e-3],
    ['-174 dBm/Hz', 'noiseDensity', 3.981071705534985e-21],
    ['4e-21 W/Hz', 'noiseDensity', 4e-21],
    ['-3 dB', 'ratio', 0.5011872336272722],
    ['2 TFLOP/s', 'computeRate', 2e12],
    ['1e-28 J*s^2', 'switchedCapacitance', 1e-28],
    ['36 km/h', 'speed', 10],
  ])('reads %j', (text, dimension, si) => {
    expect(parseQuantity(text, dimension, 'x') / si).toBeCloseTo(1, 12);
  });

  it.each<[unknown, Dimension]>([
    [10, 'frequency'],
    ['10', 'frequency'],
    ['MHz', 'frequency'],
    ['10 mhz', 'frequency'],
    ['10 MHz/s', 'frequency'],
    ['10 s', 'frequency'],
    ['1,5 s', 'time'],
    ['0x10 s', 'time'],
    ['NaN s', 'time'],
    ['Infinity s', 'time'],
    ['1e999 s', 'time'],
    ['9999 dBm', 'power'],
    ['1 constructor', 'power'],
    ['', 'power'],
    [null, 'power'],
    [{}, 'power'],
  ])('refuses %j as a %s, naming field and units', (text, dimension) => {
    const reading = () => parseQuantity(text, dimension, 'radio.thing');
    expect(reading).toThrow(InputError);
    expect(reading).toThrow(/^radio\.thing: got /);
    for (const unit of acceptedUnits(dimension)) expect(reading).toThrow(unit);
  });
});
