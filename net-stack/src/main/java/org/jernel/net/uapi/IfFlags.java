package org.jernel.net.uapi;

/** The state of an interface: {@code IFF_*} of {@code include/uapi/linux/if.h}. */
public final class IfFlags {

    public static final int IFF_UP = 0x1;
    public static final int IFF_BROADCAST = 0x2;
    public static final int IFF_LOOPBACK = 0x8;
    public static final int IFF_POINTOPOINT = 0x10;
    public static final int IFF_RUNNING = 0x40;
    public static final int IFF_MULTICAST = 0x1000;

    private static final int IFF_DEBUG = 0x4;
    private static final int IFF_NOTRAILERS = 0x20;
    private static final int IFF_NOARP = 0x80;
    private static final int IFF_PROMISC = 0x100;
    private static final int IFF_ALLMULTI = 0x200;
    private static final int IFF_PORTSEL = 0x2000;
    private static final int IFF_AUTOMEDIA = 0x4000;
    private static final int IFF_DYNAMIC = 0x8000;

    /** What SIOCSIFFLAGS sets as it is told. */
    public static final int SETTABLE = IFF_UP
            | IFF_DEBUG
            | IFF_NOTRAILERS
            | IFF_NOARP
            | IFF_PROMISC
            | IFF_ALLMULTI
            | IFF_MULTICAST
            | IFF_PORTSEL
            | IFF_AUTOMEDIA
            | IFF_DYNAMIC;

    private IfFlags() {}
}
