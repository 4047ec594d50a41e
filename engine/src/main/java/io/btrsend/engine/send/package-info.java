/**
 * The semantics of send: the commands for a subvolume, byte for byte as the kernel writes them.
 * Walk, gather, resolve and render are plain classes. {@link io.btrsend.engine.send.SequentialSend}
 * runs them on one thread, the actors module concurrently; the stages do not know which.
 */
package io.btrsend.engine.send;
