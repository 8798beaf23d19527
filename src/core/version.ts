/** The package's version, as records and reports name it. A test keeps it equal to package.json's. */
export const VERSION = '0.1.0';
