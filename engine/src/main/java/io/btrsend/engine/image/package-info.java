/**
 * Bytes with a size, read at an offset: image files, block devices, and parts of them. Nothing here
 * knows what a filesystem is.
 */
package io.btrsend.engine.image;
