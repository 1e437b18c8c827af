package org.jernel.user.bin;

import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;

/** Where the lab's service is and how long its messages may be: the constants of its {@code syswrapper.h}. */
public final class LabService {

    public static final SockAddr ADDRESS = SockAddrIn.of("127.0.0.1", 5001);

    public static final int MAX_BUF_LEN = 1024;
    public static final int MAX_CONNECT_QUEUE = 1024;

    private LabService() {}
}
