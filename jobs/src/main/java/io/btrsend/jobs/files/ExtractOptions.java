package io.btrsend.jobs.files;

/**
 * How files are written to a directory.
 *
 * @param owners whether they get the owners that they have in the subvolume
 * @param map which owners are others
 * @param writers how many files are written at a time
 */
public record ExtractOptions(boolean owners, OwnerMap map, int writers) {}
