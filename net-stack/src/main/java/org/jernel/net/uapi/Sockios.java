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

    private Sockios() {}
}
