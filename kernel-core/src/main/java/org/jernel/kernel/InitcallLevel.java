package org.jernel.kernel;

/** When an initcall runs, in this order. From {@code include/linux/init.h}. */
public enum InitcallLevel {
    PURE,
    CORE,
    POSTCORE,
    ARCH,
    SUBSYS,
    FS,
    DEVICE,
    LATE
}
