package org.jernel.net.core;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.Ifreq;
import org.jernel.syscall.Errno;

/**
 * The device that a sock is bound to, by its name or number. {@code sock_setbindtodevice}, {@code sock_getbindtodevice} and
 * {@code sock_bindtoindex} of {@code net/core/sock.c}.
 */
final class BindToDevice implements SockOption.Getter {

    private static final byte[] NO_NAME = {};

    /** Without the zero that ends it. */
    static final int LONGEST_NAME = Ifreq.IFNAMSIZ - 1;

    @Override
    public byte[] get(Sock sk) {
        return get(sk, Ifreq.IFNAMSIZ);
    }

    /** A name wants room for the longest one; none wants none. */
    @Override
    public byte[] get(Sock sk, int room) {
        int ifindex = sk.options().boundDevIf;
        if (ifindex == 0) {
            return NO_NAME;
        }
        if (room < Ifreq.IFNAMSIZ) {
            throw Errno.EINVAL.exception();
        }
        NetInterface device = sk.net().interfaces().byIndex(ifindex);
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        return (device.name() + '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    /** No name frees the sock. */
    static void setName(Sock sk, byte[] value) {
        String name = new String(value, StandardCharsets.ISO_8859_1);
        int end = name.indexOf('\0');
        name = end < 0 ? name : name.substring(0, end);
        if (name.isEmpty()) {
            setIndex(sk, 0);
            return;
        }
        NetInterface device = sk.net().interfaces().byName(name);
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        setIndex(sk, device.ifindex());
    }

    /** Whoever is free may be bound by anybody, to a number that is no device's too. */
    static void setIndex(Sock sk, int ifindex) {
        if (sk.options().boundDevIf != 0 && !Task.capable(Cred.CAP_NET_RAW)) {
            throw Errno.EPERM.exception();
        }
        if (ifindex < 0) {
            throw Errno.EINVAL.exception();
        }
        sk.options().boundDevIf = ifindex;
    }
}
