import type { Metrics } from '@mingda/contracts';
import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './evaluations.module.css';
import { chartMetrics, isMet, targets } from './metric-view.ts';

register([BarChart, ScatterChart, GridComponent, SVGRenderer]);

const colours = { met: '#15803d', missed: '#c2261c', plain: '#7d99ea', target: '#141a26' } as const;

export function MetricChart({ metrics }: { readonly metrics: Metrics }) {
  const { t } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  useEffect(() => {
    if (place.current === null) return;
    const created = init(place.current, null, { renderer: 'svg' });
    chart.current = created;
    const observer = new ResizeObserver(() => created.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      created.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(chartOption(metrics, t.evaluations.metrics));
  }, [metrics, t]);
  return <div ref={place} className={styles.chart} role="img" aria-label={t.evaluations.chartText} />;
}

function chartOption(metrics: Metrics, labels: Readonly<Record<keyof Metrics, string>>) {
  const shown = chartMetrics.filter((it) => metrics[it] !== null).toReversed();
  const colourOf = (name: keyof Metrics, value: number) => {
    const target = targets[name];
    if (target === undefined) return colours.plain;
    return isMet(value, target) ? colours.met : colours.missed;
  };
  return {
    animationDuration: 300,
    grid: { left: 8, right: 20, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', min: 0, max: 1, splitLine: { lineStyle: { color: '#eef0f4' } } },
    yAxis: {
      type: 'category',
      data: shown.map((it) => `${labels[it]}  ${(metrics[it] ?? 0).toFixed(3)}`),
      axisTick: { show: false },
      axisLabel: { color: '#4a5464' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 16,
        data: shown.map((it) => ({
          value: metrics[it] ?? 0,
          itemStyle: { color: colourOf(it, metrics[it] ?? 0), borderRadius: [0, 4, 4, 0] },
        })),
      },
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [2, 24],
        z: 5,
        itemStyle: { color: colours.target },
        data: shown
          .map((it, index) => [targets[it]?.value ?? Number.NaN, index])
          .filter(([value]) => !Number.isNaN(value)),
      },
    ],
  };
}
