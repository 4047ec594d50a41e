/**
 * The on-disk structures of btrfs, one class each, with its layout table in the Javadoc. Pure
 * functions of bytes: nothing here reads a device or follows a pointer.
 */
package io.btrsend.engine.format;
