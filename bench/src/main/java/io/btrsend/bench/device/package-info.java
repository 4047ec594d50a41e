/**
 * The limit of a device: a plain reader of what is allocated, and the list of ranges that it reads.
 */
package io.btrsend.bench.device;
