/**
 * Images on NBD servers, read over TCP, TLS or a Unix socket. Everything a server says is checked:
 * it may hang, close, lie or send errors. Nothing here knows what a filesystem is.
 *
 * <p>Source: "The NBD protocol", the public specification of the NBD project (doc/proto.md).
 */
package io.btrsend.engine.image.nbd;
