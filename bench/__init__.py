"""Measurements of speed as ratios within one run. Each file in ``bench/measurements`` is one."""
