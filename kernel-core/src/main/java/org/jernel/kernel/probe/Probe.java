package org.jernel.kernel.probe;

/** Watches calls of a function, or alters what they return. {@code struct kprobe} with {@code struct kretprobe}. */
public interface Probe {

    /** Before the function; {@link ProbeHit#skip} has it not called at all. */
    default void enter(ProbeHit hit) {}

    /** After it, in the reverse order; also where the task came out by an exit of its own, whose result means nothing. */
    default void exit(ProbeHit hit) {}
}
