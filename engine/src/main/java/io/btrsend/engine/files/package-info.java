/**
 * The files of one subvolume as people know them: paths, contents, and how they are put into a tar
 * archive. Nothing here knows of sends or streams.
 */
package io.btrsend.engine.files;
