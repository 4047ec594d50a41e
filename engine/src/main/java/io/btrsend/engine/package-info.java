/**
 * The send engine as a plain library: what a failure is. The packages below read a btrfs filesystem
 * and decide the commands of a send stream; nothing here knows actors, settings files or logging.
 */
package io.btrsend.engine;
