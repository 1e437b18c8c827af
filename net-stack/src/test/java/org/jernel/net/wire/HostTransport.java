package org.jernel.net.wire;

/** The transports that the same tests run on. */
enum HostTransport {
    NATIVE {
        @Override
        WireTransport open() {
            return WireTransport.ofHost();
        }
    },
    NIO {
        @Override
        WireTransport open() {
            return new NioTransport();
        }
    };

    abstract WireTransport open();
}
