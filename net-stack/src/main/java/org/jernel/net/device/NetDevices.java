package org.jernel.net.device;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jernel.net.core.IfAddr;
import org.jernel.net.core.NetInterface;
import org.jernel.net.core.NetInterfaces;
import org.jernel.net.core.PacketTaps;
import org.jspecify.annotations.Nullable;

/** The devices of one network by their numbers. Modelled on {@code net/core/dev.c}. */
public final class NetDevices implements NetInterfaces {

    private final List<NetDevice> devices = new CopyOnWriteArrayList<>();
    private final PacketTaps taps;
    private final Consumer<NetDevice> notifier;

    /**
     * A network without devices.
     *
     * @param taps are shown what the devices send
     * @param notifier is told of a device whose flags or addresses have changed. {@code netdev_chain}.
     */
    public NetDevices(PacketTaps taps, Consumer<NetDevice> notifier) {
        this.taps = taps;
        this.notifier = notifier;
    }

    /** Makes a device known under the next number. {@code register_netdevice}. */
    public synchronized void register(NetDevice device) {
        devices.add(device);
        device.registered(devices.size(), taps);
    }

    @Override
    public List<NetDevice> list() {
        return List.copyOf(devices);
    }

    /** The loopback device that comes up without an address gets one. {@code inetdev_event}. */
    @Override
    public void changeFlags(NetInterface device, int flags) {
        NetDevice changed = (NetDevice) device;
        boolean wasUp = changed.isUp();
        changed.changeFlags(flags);
        if (!wasUp && changed.isUp() && changed.isLoopback() && changed.addresses().isEmpty()) {
            changed.setAddresses(List.of(IfAddr.loopback(changed.name())));
        }
        notifier.accept(changed);
    }

    @Override
    public void setAddresses(NetInterface device, List<IfAddr> addresses) {
        NetDevice changed = (NetDevice) device;
        changed.setAddresses(addresses);
        notifier.accept(changed);
    }

    @Override
    public @Nullable NetDevice byIndex(int ifindex) {
        return ifindex < 1 || ifindex > devices.size() ? null : devices.get(ifindex - 1);
    }
}
