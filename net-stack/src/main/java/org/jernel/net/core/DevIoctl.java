package org.jernel.net.core;

import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What ioctl tells and changes of interfaces through a socket of any family. Modelled on {@code net/core/dev_ioctl.c}.
 */
public final class DevIoctl {

    /** {@code ifc_buf} in {@code struct ifconf}, behind {@code ifc_len} and its padding. */
    private static final int IFCONF_BUFFER = 8;

    private static final int IFCONF_LENGTH = 16;

    /** SIOCGIFNAME has no entry: it knows the interface by its number. */
    private static final Map<Integer, BiConsumer<NetInterface, Ifreq>> GETTERS = Map.ofEntries(
            getter(Sockios.SIOCGIFFLAGS, (device, ifr) -> ifr.setFlags(device.flags())),
            getter(Sockios.SIOCGIFMETRIC, (device, ifr) -> ifr.setNumber(0)),
            getter(Sockios.SIOCGIFMTU, (device, ifr) -> ifr.setNumber(device.mtu())),
            getter(Sockios.SIOCGIFINDEX, (device, ifr) -> ifr.setNumber(device.ifindex())),
            getter(Sockios.SIOCGIFTXQLEN, (device, ifr) -> ifr.setNumber(device.txQueueLength())),
            getter(
                    Sockios.SIOCGIFHWADDR,
                    (device, ifr) -> ifr.setHardwareAddress(device.type(), device.hardwareAddress())));

    private DevIoctl() {}

    private static Entry<Integer, BiConsumer<NetInterface, Ifreq>> getter(
            int command, BiConsumer<NetInterface, Ifreq> tell) {
        return Map.entry(command, tell);
    }

    /**
     * A command that the socket's protocol does not know. {@code sock_do_ioctl}.
     *
     * @param family the socket's: addresses of IPv4 are told and changed through AF_INET only
     */
    @CheckReturnValue
    public static long ioctl(NetInterfaces interfaces, int family, int command, UserMemory memory, long argument) {
        if (command == Sockios.SIOCGIFCONF) {
            return ifconf(interfaces, memory, argument);
        }
        if (!Sockios.isSocketIoctl(command)) {
            return Errno.ENOTTY.negated();
        }
        Ifreq ifr = new Ifreq(Uaccess.copyFromUser(memory, argument, Ifreq.LENGTH));
        ifr.terminateName();
        if (command == Sockios.SIOCSIFFLAGS || (family == AddressFamily.AF_INET && DevinetIoctl.isSetter(command))) {
            return change(interfaces, family, command, ifr);
        }
        tell(interfaces, family, command, ifr);
        Uaccess.copyToUser(memory, argument, ifr.bytes());
        return 0;
    }

    private static void tell(NetInterfaces interfaces, int family, int command, Ifreq ifr) {
        BiConsumer<NetInterface, Ifreq> getter = GETTERS.get(command);
        ToIntFunction<IfAddr> ofAddress =
                family == AddressFamily.AF_INET ? DevinetIoctl.getterOrNull(command) : null;
        if (command == Sockios.SIOCGIFNAME) {
            ifr.setName(orNoDevice(interfaces.byIndex(ifr.number())).name());
        } else if (getter != null) {
            getter.accept(device(interfaces, ifr), ifr);
        } else if (ofAddress != null) {
            DevinetIoctl.tell(device(interfaces, ifr), ifr, ofAddress);
        } else {
            throw Errno.ENOTTY.exception();
        }
    }

    /** One change at a time: {@code rtnl_lock}. */
    private static long change(NetInterfaces interfaces, int family, int command, Ifreq ifr) {
        if (!Task.capable(Cred.CAP_NET_ADMIN)) {
            return Errno.EPERM.negated();
        }
        synchronized (interfaces) {
            if (family == AddressFamily.AF_INET) {
                DevinetIoctl.checkFamily(command, ifr);
                return DevinetIoctl.change(interfaces, device(interfaces, ifr), command, ifr);
            }
            interfaces.changeFlags(device(interfaces, ifr), ifr.flags());
            return 0;
        }
    }

    /** The interface that is named; an alias is named by a colon and more behind it. */
    private static NetInterface device(NetInterfaces interfaces, Ifreq ifr) {
        String name = ifr.name();
        int colon = name.indexOf(':');
        return orNoDevice(interfaces.byName(colon < 0 ? name : name.substring(0, colon)));
    }

    private static NetInterface orNoDevice(@Nullable NetInterface device) {
        if (device == null) {
            throw Errno.ENODEV.exception();
        }
        return device;
    }

    /** The addresses of all interfaces, as many as there is room for; without a buffer their length. {@code dev_ifconf}. */
    private static long ifconf(NetInterfaces interfaces, UserMemory memory, long argument) {
        byte[] ifconf = Uaccess.copyFromUser(memory, argument, IFCONF_LENGTH);
        int room = (int) LittleEndian.get(ifconf, 0, Integer.BYTES);
        long buffer = LittleEndian.get(ifconf, IFCONF_BUFFER, Long.BYTES);
        int total = 0;
        for (NetInterface device : interfaces.list()) {
            for (IfAddr address : device.addresses()) {
                if (buffer != 0 && room - total < Ifreq.LENGTH) {
                    break;
                }
                if (buffer != 0) {
                    Ifreq ifr = Ifreq.of(address.label());
                    ifr.setAddress(address.local());
                    Uaccess.copyToUser(memory, buffer + total, ifr.bytes());
                }
                total += Ifreq.LENGTH;
            }
        }
        Uaccess.putUser32(memory, argument, total);
        return 0;
    }
}
