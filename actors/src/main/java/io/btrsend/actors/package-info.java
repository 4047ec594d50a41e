/**
 * The concurrent pipeline over the engine: five stages as actors that decide <em>when</em>, while
 * the engine's plain classes decide <em>what</em>. {@link io.btrsend.actors.BtrfsSend} is the entry
 * point. Nothing here knows the structures of btrfs.
 */
package io.btrsend.actors;
