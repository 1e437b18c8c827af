package org.jernel.test.judge;

/** The kernels that a scenario runs on, the reference first. */
public enum Arm {
    /** The Linux under this JVM. */
    HOST,
    /** Jernel with its own TCP. */
    HERMETIC,
    /** Jernel over the host's network. */
    WIRE
}
