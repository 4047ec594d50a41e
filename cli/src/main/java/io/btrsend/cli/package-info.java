/**
 * The btrsend command. A command class is its arguments and a short {@code call()}; what it does
 * lives in plain classes beside it. Every failure leaves as one line and one of the {@link
 * io.btrsend.cli.ExitCode exit codes}.
 */
package io.btrsend.cli;
