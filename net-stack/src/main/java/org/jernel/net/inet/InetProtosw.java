package org.jernel.net.inet;

import org.jernel.net.core.Proto;
import org.jernel.net.core.ProtoOps;

/** Which protocol and operations serve a socket type and protocol number. {@code struct inet_protosw}. */
record InetProtosw(int type, int protocol, Proto prot, ProtoOps ops) {}
