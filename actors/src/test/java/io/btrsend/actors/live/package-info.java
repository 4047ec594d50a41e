/**
 * The random test against the live kernel: operations from a seed on a loop mount, then kernel and
 * btrsend side by side. It needs root and a kernel with btrfs; nothing here may be needed by other
 * tests.
 */
package io.btrsend.actors.live;
