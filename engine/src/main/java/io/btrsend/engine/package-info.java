/**
 * The send engine as a plain library. This package holds the exceptions; the packages below read a
 * btrfs filesystem and decide the commands of a send stream. Nothing here knows actors, settings
 * files or logging.
 */
package io.btrsend.engine;
