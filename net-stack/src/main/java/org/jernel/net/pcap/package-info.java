/** Captures of a network's packets as files that {@code tcpdump}, {@code tshark} and Wireshark read. */
@NullMarked
package org.jernel.net.pcap;

import org.jspecify.annotations.NullMarked;
