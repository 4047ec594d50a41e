/**
 * Images and block devices: finding the filesystem inside an image, reading it by position, and
 * telling which images belong to one filesystem. Nothing here knows logical addresses.
 */
package io.btrsend.engine.device;
