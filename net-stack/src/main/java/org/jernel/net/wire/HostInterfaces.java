package org.jernel.net.wire;

import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jernel.net.core.IfAddr;
import org.jernel.net.core.NetInterface;
import org.jernel.net.core.NetInterfaces;
import org.jernel.net.uapi.IfFlags;
import org.jernel.net.uapi.In6Addr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The host's interfaces as the JDK tells them. A program of ours changes nothing of them, be it the superuser's. */
final class HostInterfaces implements NetInterfaces {

    @Override
    public List<NetInterface> list() {
        try {
            List<NetInterface> found = new ArrayList<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                found.add(read(each));
            }
            found.sort(Comparator.comparingInt(NetInterface::ifindex));
            return found;
        } catch (SocketException e) {
            throw Errno.ENODEV.exception();
        }
    }

    private static NetInterface read(NetworkInterface host) throws SocketException {
        byte @Nullable [] hardware = host.getHardwareAddress();
        List<IfAddr> addresses = new ArrayList<>();
        for (InterfaceAddress each : host.getInterfaceAddresses()) {
            if (each.getAddress() instanceof Inet4Address address) {
                Inet4Address broadcast = (Inet4Address) each.getBroadcast();
                addresses.add(new IfAddr(
                        host.getName(),
                        number(address),
                        each.getNetworkPrefixLength(),
                        broadcast == null || host.isLoopback() ? 0 : number(broadcast)));
            }
        }
        return new HostInterface(
                host.getName(),
                host.getIndex(),
                flags(host),
                host.getMTU(),
                host.isLoopback() ? NetInterface.LOOPBACK : NetInterface.ETHER,
                hardware == null ? 0 : number(hardware),
                List.copyOf(addresses));
    }

    private static int number(Inet4Address address) {
        return In6Addr.of(address.getAddress()).v4();
    }

    private static long number(byte[] hardware) {
        long number = 0;
        for (byte each : hardware) {
            number = (number << Byte.SIZE) | (each & 0xff);
        }
        return number;
    }

    private static int flags(NetworkInterface host) throws SocketException {
        int flags = host.isUp() ? IfFlags.IFF_UP | IfFlags.IFF_RUNNING : 0;
        flags |= host.isPointToPoint() ? IfFlags.IFF_POINTOPOINT : 0;
        flags |= host.supportsMulticast() ? IfFlags.IFF_MULTICAST : 0;
        return flags | (host.isLoopback() ? IfFlags.IFF_LOOPBACK : IfFlags.IFF_BROADCAST);
    }

    @Override
    public void changeFlags(NetInterface device, int flags) {
        throw Errno.EPERM.exception();
    }

    @Override
    public void setAddresses(NetInterface device, List<IfAddr> addresses) {
        throw Errno.EPERM.exception();
    }

    private record HostInterface(
            String name, int ifindex, int flags, int mtu, int type, long hardwareAddress, List<IfAddr> addresses)
            implements
                NetInterface {

        @Override
        public int txQueueLength() {
            throw Errno.EOPNOTSUPP.exception();
        }
    }
}
