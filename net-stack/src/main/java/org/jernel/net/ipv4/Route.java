package org.jernel.net.ipv4;

import org.jernel.net.device.NetDevice;

/**
 * Where packets for some addresses go. {@code struct rtable}.
 *
 * @param prefix the addresses' common bits
 * @param mask which bits those are
 * @param device what they leave by
 * @param local true if they are this host's own
 * @param prefSrc the source that a sock without an address gets
 */
record Route(int prefix, int mask, NetDevice device, boolean local, int prefSrc) {

    boolean matches(int address) {
        return (address & mask) == prefix;
    }
}
