package io.stargazer.bench.rpc.jmh;

import java.util.List;
import java.util.SortedMap;

/** A record with a list and a map, such as services send. */
public record Order(String id, long cents, List<String> items, SortedMap<String, Integer> stock) {}
