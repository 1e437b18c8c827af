package org.jernel.net.uapi;

import org.jernel.kernel.file.Ioctl;

/** The ioctls of sockets: {@code include/uapi/linux/sockios.h}. */
public final class Sockios {

    public static final int SIOCINQ = Ioctl.FIONREAD;
    public static final int SIOCOUTQ = 0x5411;
    public static final int FIOSETOWN = 0x8901;
    public static final int SIOCSPGRP = 0x8902;
    public static final int FIOGETOWN = 0x8903;
    public static final int SIOCGPGRP = 0x8904;
    public static final int SIOCATMARK = 0x8905;
    public static final int SIOCOUTQNSD = 0x894b;

    public static final int SIOCGIFNAME = 0x8910;
    public static final int SIOCGIFCONF = 0x8912;
    public static final int SIOCGIFFLAGS = 0x8913;
    public static final int SIOCSIFFLAGS = 0x8914;
    public static final int SIOCGIFADDR = 0x8915;
    public static final int SIOCSIFADDR = 0x8916;
    public static final int SIOCGIFDSTADDR = 0x8917;
    public static final int SIOCGIFBRDADDR = 0x8919;
    public static final int SIOCGIFNETMASK = 0x891b;
    public static final int SIOCSIFNETMASK = 0x891c;
    public static final int SIOCGIFMETRIC = 0x891d;
    public static final int SIOCGIFMTU = 0x8921;
    public static final int SIOCGIFHWADDR = 0x8927;
    public static final int SIOCGIFINDEX = 0x8933;
    public static final int SIOCGIFTXQLEN = 0x8942;

    private static final int SOCK_IOC_TYPE = 0x89;

    /** True for the commands of sockets and interfaces. {@code is_socket_ioctl_cmd}. */
    public static boolean isSocketIoctl(int command) {
        return ((command >>> Byte.SIZE) & 0xff) == SOCK_IOC_TYPE;
    }

    private Sockios() {}
}
