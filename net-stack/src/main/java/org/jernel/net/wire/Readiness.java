package org.jernel.net.wire;

/** Who is told, in softirq context, that a host descriptor may have become ready. */
@FunctionalInterface
interface Readiness {

    /** @param events {@link org.jernel.kernel.file.Poll} events that hold, perhaps not all of them */
    void ready(int events);
}
