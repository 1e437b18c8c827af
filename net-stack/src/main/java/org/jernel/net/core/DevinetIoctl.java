package org.jernel.net.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IfFlags;
import org.jernel.net.uapi.Ifreq;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What ioctl tells and changes of the addresses of IPv4 that interfaces have. Modelled on {@code devinet_ioctl} of {@code
 * net/ipv4/devinet.c}.
 */
final class DevinetIoctl {

    private static final Map<Integer, ToIntFunction<IfAddr>> GETTERS = Map.of(
            Sockios.SIOCGIFADDR, IfAddr::local,
            Sockios.SIOCGIFDSTADDR, IfAddr::local,
            Sockios.SIOCGIFBRDADDR, IfAddr::broadcast,
            Sockios.SIOCGIFNETMASK, IfAddr::mask);

    private static final Set<Integer> SETTERS =
            Set.of(Sockios.SIOCSIFFLAGS, Sockios.SIOCSIFADDR, Sockios.SIOCSIFNETMASK);

    private DevinetIoctl() {}

    /** What a command tells of an address, or null for another command. */
    static @Nullable ToIntFunction<IfAddr> getterOrNull(int command) {
        return GETTERS.get(command);
    }

    static boolean isSetter(int command) {
        return SETTERS.contains(command);
    }

    /** Tells of the address that is named by its label, and by itself where an alias has several. */
    static void tell(NetInterface device, Ifreq ifr, ToIntFunction<IfAddr> getter) {
        IfAddr found = null;
        if (ifr.family() == AddressFamily.AF_INET) {
            found = find(device, ifr.name(), ifr.address());
        }
        IfAddr address = orNotAvailable(found == null ? find(device, ifr.name()) : found);
        ifr.setAddress(getter.applyAsInt(address));
    }

    private static @Nullable IfAddr find(NetInterface device, String label, int local) {
        for (IfAddr address : device.addresses()) {
            if (address.label().equals(label) && address.local() == local) {
                return address;
            }
        }
        return null;
    }

    private static @Nullable IfAddr find(NetInterface device, String label) {
        for (IfAddr address : device.addresses()) {
            if (address.label().equals(label)) {
                return address;
            }
        }
        return null;
    }

    private static IfAddr orNotAvailable(@Nullable IfAddr address) {
        if (address == null) {
            throw Errno.EADDRNOTAVAIL.exception();
        }
        return address;
    }

    /** Refuses an address of another family, before the interface is looked for. */
    static void checkFamily(int command, Ifreq ifr) {
        if (command != Sockios.SIOCSIFFLAGS && ifr.family() != AddressFamily.AF_INET) {
            throw Errno.EINVAL.exception();
        }
    }

    @CheckReturnValue
    static long change(NetInterfaces interfaces, NetInterface device, int command, Ifreq ifr) {
        IfAddr old = find(device, ifr.name());
        switch (command) {
            case Sockios.SIOCSIFADDR -> setAddress(interfaces, device, old, ifr);
            case Sockios.SIOCSIFNETMASK -> setNetmask(interfaces, device, orNotAvailable(old), ifr.address());
            default -> setFlags(interfaces, device, old, ifr);
        }
        return 0;
    }

    /** An alias that is taken down is gone. */
    private static void setFlags(NetInterfaces interfaces, NetInterface device, @Nullable IfAddr old, Ifreq ifr) {
        if (!ifr.name().contains(":")) {
            interfaces.changeFlags(device, ifr.flags());
            return;
        }
        IfAddr alias = orNotAvailable(old);
        if ((ifr.flags() & IfFlags.IFF_UP) == 0) {
            replace(interfaces, device, alias, null);
        }
    }

    /** The address of no bits takes the old one away; one that exists already does so too, and is refused. */
    private static void setAddress(NetInterfaces interfaces, NetInterface device, @Nullable IfAddr old, Ifreq ifr) {
        int local = ifr.address();
        int prefixLength = IfAddr.classPrefix(local);
        if (prefixLength < 0) {
            throw Errno.EINVAL.exception();
        }
        if (old != null && old.local() == local) {
            return;
        }
        boolean exists = device.addresses().stream()
                .anyMatch(other -> other.local() == local && other.prefixLength() == prefixLength);
        IfAddr next = new IfAddr(ifr.name(), local, prefixLength, 0).withBroadcast(broadcasts(device));
        replace(interfaces, device, old, local == 0 || exists ? null : next);
        if (exists) {
            throw Errno.EEXIST.exception();
        }
    }

    private static void setNetmask(NetInterfaces interfaces, NetInterface device, IfAddr old, int mask) {
        int prefixLength = IfAddr.maskLength(mask);
        if (prefixLength < 0) {
            throw Errno.EINVAL.exception();
        }
        if (prefixLength != old.prefixLength()) {
            IfAddr next = new IfAddr(old.label(), old.local(), prefixLength, old.broadcast());
            boolean follows = old.broadcast() == (old.local() | ~old.mask());
            replace(interfaces, device, old, next.withBroadcast(follows && broadcasts(device)));
        }
    }

    private static boolean broadcasts(NetInterface device) {
        return (device.flags() & IfFlags.IFF_BROADCAST) != 0;
    }

    private static void replace(
            NetInterfaces interfaces, NetInterface device, @Nullable IfAddr old, @Nullable IfAddr next) {
        List<IfAddr> addresses = new ArrayList<>(device.addresses());
        addresses.remove(old);
        if (next != null) {
            addresses.add(next);
        }
        interfaces.setAddresses(device, addresses);
    }
}
