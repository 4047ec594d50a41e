/**
 * The programs that fill the data sets of the comparison. Each is one file that {@code make-data}
 * runs straight from its source; none knows the engine. The same arguments always write the same
 * bytes.
 */
package io.btrsend.bench.data;
