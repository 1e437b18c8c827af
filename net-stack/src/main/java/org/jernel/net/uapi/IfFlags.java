package org.jernel.net.uapi;

/** The state of an interface: {@code IFF_*} of {@code include/uapi/linux/if.h}. */
public final class IfFlags {

    public static final int IFF_UP = 0x1;
    public static final int IFF_BROADCAST = 0x2;
    public static final int IFF_LOOPBACK = 0x8;
    public static final int IFF_POINTOPOINT = 0x10;
    public static final int IFF_RUNNING = 0x40;
    public static final int IFF_MULTICAST = 0x1000;

    /** What SIOCSIFFLAGS sets as it is told, beside IFF_UP: debug, notrailers, noarp, multicast, portsel, automedia. */
    public static final int SETTABLE = 0x4 | 0x20 | 0x80 | IFF_MULTICAST | 0x2000 | 0x4000;

    private IfFlags() {}
}
