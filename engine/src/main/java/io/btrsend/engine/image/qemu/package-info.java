/**
 * Disk images that qemu-nbd serves to us, if the user allows it: which formats, which images of
 * them are refused because they would make QEMU open other files, and the process itself. Loaded
 * only when the user allows it.
 */
package io.btrsend.engine.image.qemu;
