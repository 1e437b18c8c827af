package org.jernel.net.uapi;

import java.util.List;

/** Address families, {@code AF_*}, which are also the protocol families, {@code PF_*}. */
public final class AddressFamily {

    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /** One above the highest family. {@code NPROTO}. */
    public static final int AF_MAX = 46;

    /** By their numbers. {@code pf_family_names} of {@code net/socket.c}. */
    private static final List<String> NAMES =
            List.of(("PF_UNSPEC PF_UNIX/PF_LOCAL PF_INET PF_AX25 PF_IPX PF_APPLETALK PF_NETROM PF_BRIDGE "
                    + "PF_ATMPVC PF_X25 PF_INET6 PF_ROSE PF_DECnet PF_NETBEUI PF_SECURITY PF_KEY "
                    + "PF_NETLINK/PF_ROUTE PF_PACKET PF_ASH PF_ECONET PF_ATMSVC PF_RDS PF_SNA PF_IRDA PF_PPPOX "
                    + "PF_WANPIPE PF_LLC PF_IB PF_MPLS PF_CAN PF_TIPC PF_BLUETOOTH PF_IUCV PF_RXRPC PF_ISDN "
                    + "PF_PHONET PF_IEEE802154 PF_CAIF PF_ALG PF_NFC PF_VSOCK PF_KCM PF_QIPCRTR PF_SMC PF_XDP "
                    + "PF_MCTP")
                    .split(" "));

    private AddressFamily() {}

    /** What the kernel's log calls a family that there can be. */
    public static String name(int family) {
        return NAMES.get(family);
    }
}
