/**
 * A whole filesystem behind one door: its images opened and assembled, its subvolumes listed and
 * found, and typed look-ups inside one subvolume. Nothing here knows of sending.
 */
package io.btrsend.engine.filesystem;
