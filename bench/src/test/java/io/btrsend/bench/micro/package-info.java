/**
 * Micro-benchmarks of the engine's parts, one idea each, run by {@code bench/micro}. They look at
 * filesystems that the kernel made: the fixtures of the engine's tests, or images given by {@code
 * -p image=}. What is private to an engine package has its benchmark in that package.
 */
package io.btrsend.bench.micro;
