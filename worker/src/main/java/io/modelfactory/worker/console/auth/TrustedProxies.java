package io.modelfactory.worker.console.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Proxies before the console whose word about their callers counts: {@code X-Forwarded-For} and
 * {@code X-Forwarded-Proto}. From any other address these headers mean nothing.
 */
public final class TrustedProxies {
    /** Digits only, so that no name is ever looked up. */
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final List<AddressRange> ranges;

    private static final class AddressRange {
        private final byte[] network;
        private final int bits;

        AddressRange(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (network[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Where a request came from.
     *
     * @param secure whether it came by TLS, as far as can be known
     */
    public record RequestOrigin(String address, boolean secure) {}

    /**
     * @param ranges addresses, or ranges such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one of them is neither
     */
    public TrustedProxies(List<String> ranges) {
        this.ranges = ranges.stream().map(TrustedProxies::range).toList();
    }

    /** @throws IllegalArgumentException if one of them is neither an address nor a range */
    public static void requireValid(List<String> ranges) {
        ranges.forEach(TrustedProxies::range);
    }

    /**
     * @param peer address of the connection
     * @param secure whether the connection itself is TLS
     * @param forwardedFor {@code X-Forwarded-For}: each proxy adds at the end where it was called from, so that the
     *     last address that is no trusted proxy's is the caller's; what is before it may be forged
     */
    public RequestOrigin origin(
            String peer, boolean secure, Optional<String> forwardedFor, Optional<String> forwardedProtocol) {
        if (!isTrusted(peer)) {
            return new RequestOrigin(peer, secure);
        }
        String[] chain = forwardedFor.orElse("").split(",", -1);
        String caller = peer;
        for (int i = chain.length - 1; i >= 0 && isTrusted(caller); i--) {
            String next = chain[i].strip();
            if (parse(next).isEmpty()) {
                break;
            }
            caller = next;
        }
        return new RequestOrigin(
                caller, forwardedProtocol.map("https"::equalsIgnoreCase).orElse(secure));
    }

    private boolean isTrusted(String address) {
        return parse(address)
                .map(bytes -> ranges.stream().anyMatch(range -> range.contains(bytes)))
                .orElse(false);
    }

    private static AddressRange range(String text) {
        int slash = text.indexOf('/');
        byte[] network = parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> invalid(text));
        int all = network.length * 8;
        try {
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw invalid(text);
            }
            return new AddressRange(network, bits);
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "must list addresses, or ranges such as 10.0.0.0/8, and not " + text.replaceAll("\\p{Cntrl}", "?"));
    }

    private static Optional<byte[]> parse(String address) {
        if (!ADDRESS.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
