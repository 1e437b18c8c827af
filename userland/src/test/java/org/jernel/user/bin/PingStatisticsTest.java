package org.jernel.user.bin;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The arithmetic of ping's last lines. */
final class PingStatisticsTest {

    @Test
    void timesAreToldTheMoreExactlyTheShorterTheyAre() {
        assertThat(PingStatistics.time(7)).isEqualTo("0.007 ms");
        assertThat(PingStatistics.time(999)).isEqualTo("0.999 ms");
        assertThat(PingStatistics.time(1_234)).isEqualTo("1.23 ms");
        assertThat(PingStatistics.time(9_994)).isEqualTo("9.99 ms");
        assertThat(PingStatistics.time(9_995)).isEqualTo("10.0 ms");
        assertThat(PingStatistics.time(12_345)).isEqualTo("12.3 ms");
        assertThat(PingStatistics.time(99_950)).isEqualTo("100 ms");
        assertThat(PingStatistics.time(1_234_567)).isEqualTo("1235 ms");
    }

    @Test
    void lossDuplicatesAndErrorsAreCounted() {
        PingStatistics statistics = new PingStatistics();
        for (int i = 0; i < 3; i++) {
            statistics.sent();
        }
        assertThat(statistics.replied(1)).isFalse();
        assertThat(statistics.replied(1)).isTrue();
        statistics.failed();
        statistics.took(100);
        statistics.took(300);
        assertThat(statistics.isInFlight()).isTrue();
        assertThat(statistics.summary("host", 2_000_499))
                .isEqualTo("""

                        --- host ping statistics ---
                        3 packets transmitted, 1 received, +1 duplicates, +1 errors, 66.6667% packet loss, time 2000ms
                        rtt min/avg/max/mdev = 0.100/0.200/0.300/0.100 ms
                        """);
    }

    @Test
    void nothingReceivedIsAllLost() {
        PingStatistics statistics = new PingStatistics();
        statistics.sent();
        assertThat(statistics.summary("host", 0))
                .isEqualTo("""

                        --- host ping statistics ---
                        1 packets transmitted, 0 received, 100% packet loss, time 0ms

                        """);
    }
}
