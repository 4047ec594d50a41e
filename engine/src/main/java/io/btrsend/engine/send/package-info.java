/**
 * The semantics of send: which commands a subvolume becomes, byte for byte as the kernel decides
 * them. Walk, gather, resolve and render are plain classes, composed on one thread by {@link
 * io.btrsend.engine.send.SequentialSend}, and by actors elsewhere; none knows which.
 */
package io.btrsend.engine.send;
