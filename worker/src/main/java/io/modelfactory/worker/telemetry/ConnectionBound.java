package io.modelfactory.worker.telemetry;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Bounds the connections of a server: beyond the bound a new one closes the oldest. So a probe, which asks at once and
 * takes its answer at once, is served beside any number of clients that do neither.
 */
final class ConnectionBound implements IOSessionListener {
    private final int maxConnections;
    /** In the order in which they were opened. */
    private final Set<IOSession> open = new LinkedHashSet<>();

    ConnectionBound(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    @Override
    public synchronized void connected(IOSession session) {
        open.add(session);
        if (open.size() > maxConnections) {
            Iterator<IOSession> oldest = open.iterator();
            oldest.next().close(CloseMode.IMMEDIATE);
            oldest.remove();
        }
    }

    @Override
    public synchronized void disconnected(IOSession session) {
        open.remove(session);
    }

    @Override
    public void startTls(IOSession session) {}

    @Override
    public void inputReady(IOSession session) {}

    @Override
    public void outputReady(IOSession session) {}

    @Override
    public void timeout(IOSession session) {}

    @Override
    public void exception(IOSession session, Exception fault) {}
}
