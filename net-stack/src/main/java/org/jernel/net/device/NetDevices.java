package org.jernel.net.device;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/** The devices of one network by their numbers. Modelled on {@code net/core/dev.c}. */
public final class NetDevices {

    private final List<NetDevice> devices = new CopyOnWriteArrayList<>();

    /** Makes a device known under the next number. {@code register_netdevice}. */
    public synchronized void register(NetDevice device) {
        devices.add(device);
        device.setIfindex(devices.size());
    }

    /** The device of that number, or null. {@code dev_get_by_index}. */
    public @Nullable NetDevice byIndex(int ifindex) {
        return ifindex < 1 || ifindex > devices.size() ? null : devices.get(ifindex - 1);
    }
}
