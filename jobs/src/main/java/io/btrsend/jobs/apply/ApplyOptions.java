package io.btrsend.jobs.apply;

/**
 * What streams may do.
 *
 * @param devices whether device nodes are made
 * @param privileges whether files may have setuid and setgid bits and capabilities
 */
public record ApplyOptions(boolean devices, boolean privileges) {}
