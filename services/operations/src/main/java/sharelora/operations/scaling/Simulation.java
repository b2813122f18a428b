package sharelora.operations.scaling;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Plays a backlog with a number of workers, event by event: the planner asks at most so many checkpoints of a job at a
 * time, the queue hands tasks out in order, a worker takes the next when it is done with one. A worker is as fast as the
 * one that was recorded, so each needs a processor of its own.
 */
public final class Simulation {

    private final int checkpointsAtATime;
    private final double turnSeconds;
    private final Deque<Task> queue = new ArrayDeque<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private int idleWorkers;
    private long number;
    private double now;

    private Simulation(int workers, int checkpointsAtATime, double turnSeconds) {
        this.idleWorkers = workers;
        this.checkpointsAtATime = checkpointsAtATime;
        this.turnSeconds = turnSeconds;
    }

    /** One task of a checkpoint that counts down. */
    private record Task(Asked asked, double seconds) {}

    private record Event(double at, long number, Runnable what) {}

    /**
     * Seconds until all is measured.
     *
     * @param workers at least 1
     * @param checkpointsAtATime of a job, at least 1
     * @param turnSeconds from a checkpoint's last answer to the next one's tasks
     */
    public static double seconds(Backlog backlog, int workers, int checkpointsAtATime, double turnSeconds) {
        Simulation simulation = new Simulation(workers, checkpointsAtATime, turnSeconds);
        backlog.jobs().forEach(simulation::begin);
        simulation.run();
        return simulation.now;
    }

    private void begin(List<List<Double>> checkpoints) {
        Deque<List<Double>> waiting = new ArrayDeque<>(checkpoints);
        for (int i = 0; i < checkpointsAtATime; i++) {
            ask(waiting);
        }
    }

    private void ask(Deque<List<Double>> waiting) {
        if (!waiting.isEmpty()) {
            List<Double> tasks = waiting.remove();
            Asked asked = new Asked(waiting, tasks.size());
            tasks.forEach(seconds -> queue.add(new Task(asked, seconds)));
        }
    }

    private void run() {
        hand();
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
            hand();
        }
    }

    private void hand() {
        while (idleWorkers > 0 && !queue.isEmpty()) {
            Task task = queue.remove();
            idleWorkers--;
            after(task.seconds(), () -> done(task));
        }
    }

    private void done(Task task) {
        idleWorkers++;
        if (task.asked().answered() && !task.asked().waiting.isEmpty()) {
            after(turnSeconds, () -> ask(task.asked().waiting));
        }
    }

    private void after(double seconds, Runnable what) {
        events.add(new Event(now + seconds, number++, what));
    }

    /** A checkpoint whose tasks are out. */
    private static final class Asked {

        private final Deque<List<Double>> waiting;
        private int open;

        Asked(Deque<List<Double>> waiting, int open) {
            this.waiting = waiting;
            this.open = open;
        }

        /** Whether that was the last one. */
        boolean answered() {
            open--;
            return open == 0;
        }
    }
}
