/**
 * What is left of a filesystem that is damaged: the commits that it can still be opened at, found
 * in the superblocks or by a scan of the devices. Nothing here is needed to read a sound one.
 */
package io.btrsend.engine.salvage;
