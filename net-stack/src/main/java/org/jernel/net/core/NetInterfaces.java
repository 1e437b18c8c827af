package org.jernel.net.core;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The interfaces of a network, and what the superuser may change of them. {@code dev_base_head} of {@code struct net}. */
public interface NetInterfaces {

    /** No interfaces at all. */
    NetInterfaces NONE = new NetInterfaces() {

        @Override
        public List<NetInterface> list() {
            return List.of();
        }

        @Override
        public void changeFlags(NetInterface device, int flags) {
            throw Errno.EPERM.exception();
        }

        @Override
        public void setAddresses(NetInterface device, List<IfAddr> addresses) {
            throw Errno.EPERM.exception();
        }
    };

    /** By their numbers, the loopback interface first. */
    List<? extends NetInterface> list();

    /**
     * Changes the flags that can be changed, IFF_UP among them. {@code dev_change_flags}.
     *
     * @throws org.jernel.syscall.ErrnoException EPERM
     */
    void changeFlags(NetInterface device, int flags);

    /**
     * Replaces the addresses of IPv4.
     *
     * @throws org.jernel.syscall.ErrnoException EPERM
     */
    void setAddresses(NetInterface device, List<IfAddr> addresses);

    /** {@code dev_get_by_name}. */
    default @Nullable NetInterface byName(String name) {
        return list().stream().filter(device -> device.name().equals(name)).findFirst().orElse(null);
    }

    /** {@code dev_get_by_index}. */
    default @Nullable NetInterface byIndex(int ifindex) {
        return list().stream().filter(device -> device.ifindex() == ifindex).findFirst().orElse(null);
    }
}
