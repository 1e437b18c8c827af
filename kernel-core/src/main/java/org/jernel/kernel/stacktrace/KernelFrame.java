package org.jernel.kernel.stacktrace;

/**
 * A function that a thread is in.
 *
 * @param function its Linux name
 * @param place where it stands in the kernel's source, as {@code InetDgramOps.java:61}
 */
public record KernelFrame(String function, String place) {}
