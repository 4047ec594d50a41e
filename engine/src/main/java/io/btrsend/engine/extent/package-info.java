/**
 * The bytes of files, verified and decompressed, and the back references from an extent to all
 * files that use it, in the kernel's order. Nothing here knows paths or commands; clone sources are
 * chosen in {@code send.resolve}.
 */
package io.btrsend.engine.extent;
