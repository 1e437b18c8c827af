package org.jernel.net.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import org.jernel.syscall.Errno;

/** An IPv4 address and a port as plain numbers, and as the JDK's objects. */
record HostAddress(int address, int port) {

    static HostAddress of(SocketAddress host) {
        if (!(host instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        byte[] bytes = inet.getAddress().getAddress();
        int address = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        return new HostAddress(address, inet.getPort());
    }

    InetSocketAddress toHost() {
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
