/**
 * The concurrent pipeline over the engine: five stages as actors that decide <em>when</em>, while
 * the engine's plain classes decide <em>what</em>. {@link io.btrsend.actors.BtrfsSend} is the
 * public door; nothing here knows a btrfs structure.
 */
package io.btrsend.actors;
